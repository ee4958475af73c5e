package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.backup.BackupException;
import org.tassis.backup.Manifest;
import org.tassis.backup.Piece;
import org.tassis.backup.Progress;
import org.tassis.backup.Row;
import org.tassis.backup.Stopped;
import org.tassis.backup.Vault;
import org.tassis.core.AccountId;
import org.tassis.directory.Sizes;
import org.tassis.launcher.backup.BackupLog.Entry;
import org.tassis.launcher.backup.BackupLog.Kind;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.Doctor;
import org.tassis.sql.Finding;
import org.tassis.sql.secret.Secrets;

/// Puts a backup back for trial: everything into a directory of its own, every checksum compared; a server on
/// it that listens on loopback alone and sends nothing; logins by IMAP and POP3; and what they show compared
/// with what was noted when the backup was made. Then all of it is deleted. Used once.
public final class Drill {
    private static final Logger LOG = LoggerFactory.getLogger(Drill.class);
    private static final int ACCOUNTS = 20;
    private static final int MOST_PROBLEMS = 50;

    private final Backups backups;
    private final Instance.Starter starter;
    private final Progress progress;
    private final List<String> problems = new ArrayList<>();
    private int accounts;
    private int folders;
    private long messages;
    private int read;
    private boolean keyIsMissing;

    Drill(Backups backups, Instance.Starter starter, Progress progress) {
        this.backups = backups;
        this.starter = starter;
        this.progress = progress;
    }

    /// What one came to.
    ///
    /// @param backup   id
    /// @param text     lines for people: what was done and what was wrong
    /// @param at       when it ended
    public record Report(String backup, boolean good, List<String> problems, String text, Instant at) {
        public Report {
            problems = List.copyOf(problems);
        }
    }

    /// @param id of a backup; the newest
    /// @throws IOException     the target cannot be reached, or there is no room: nothing is known of the
    ///     backup then
    /// @throws BackupException likewise
    /// @throws Stopped         who hears of the progress wants it to; likewise
    Report run(Optional<String> id) throws IOException, InterruptedException {
        Instant begun = backups.clock().instant();
        Path place = place();
        delete(place);
        try (Vault vault = Places.open(backups.settings(), Optional.empty())) {
            Manifest manifest = id.isPresent()
                    ? vault.manifest(id.get())
                    : vault.newest()
                            .orElseThrow(() -> new BackupException(
                                    "there is no backup in " + vault.target().describe()));
            try {
                needRoom(place, manifest);
                tryAll(vault, manifest, place);
            } finally {
                delete(place);
            }
            Instant ended = backups.clock().instant().truncatedTo(ChronoUnit.MILLIS);
            Report report = report(manifest, Duration.between(begun, ended), ended);
            backups.reports().keep(ended, report.text());
            backups.note(new Entry(
                    Kind.DRILL,
                    ended,
                    report.good(),
                    manifest.id(),
                    Duration.between(begun, ended),
                    manifest.length(),
                    0,
                    String.join(" ", problems.subList(0, Math.min(5, problems.size())))));
            return report;
        } catch (Stopped e) {
            LOG.info("a drill was stopped, and nothing is left of it");
            throw e;
        } catch (IOException | RuntimeException e) {
            backups.note(new Entry(
                    Kind.DRILL,
                    backups.clock().instant(),
                    false,
                    id.orElse(""),
                    Duration.between(begun, backups.clock().instant()),
                    0,
                    0,
                    String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private Path place() {
        String wanted = backups.settings().backup().drillDirectory();
        return (wanted.isEmpty() ? backups.data() : Path.of(wanted).toAbsolutePath()).resolve("drill");
    }

    private static void needRoom(Path place, Manifest manifest) throws IOException {
        Files.createDirectories(place.getParent());
        long free = Files.getFileStore(place.getParent()).getUsableSpace();
        long needed = manifest.length() + manifest.length() / 4 + (256L << 20);
        if (free < needed) {
            throw new IOException("there is no room for a drill: " + Sizes.text(needed) + " are needed in "
                    + place.getParent() + ", and " + Sizes.text(free)
                    + " are free; name a larger disk in backup.drill-directory");
        }
    }

    private void tryAll(Vault vault, Manifest manifest, Path place) throws IOException, InterruptedException {
        manifest.problems().forEach(problem -> problem("When the backup was made: " + problem));
        try {
            Everything.restore(
                    vault,
                    manifest,
                    place,
                    data -> Database.openAsIs(new DatabaseSettings.Embedded(data.database())),
                    progress);
        } catch (BackupException.Damaged e) {
            problem(String.valueOf(e.getMessage()));
            backups.distrust(e.object());
            return;
        } catch (BackupException e) {
            problem(String.valueOf(e.getMessage()));
            return;
        }
        lendKey(place);
        examine(place);
        Map<Long, List<Folder>> known = new LinkedHashMap<>();
        try {
            Map<Long, List<Message>> sample = sample(vault, manifest);
            manifest.table("check_folder").ifPresent(table -> folders(vault, table, sample.keySet(), known));
            try (Instance instance = starter.start(place)) {
                known.forEach((account, ofAccount) ->
                        compare(instance, account, ofAccount, sample.getOrDefault(account, List.of())));
            }
        } catch (BackupException.Damaged e) {
            problem(String.valueOf(e.getMessage()));
            backups.distrust(e.object());
        } catch (Stopped e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a drill's server failed", e);
            problem("A server does not work on what was put back: " + e.getMessage() + ".");
        }
    }

    /// Where backups are not encrypted, the key of secrets is not in them: the drill uses the one that is
    /// here.
    private void lendKey(Path place) throws IOException {
        Path here = backups.data().resolve(Secrets.FILE);
        Path there = place.resolve(Secrets.FILE);
        if (!Files.exists(there) && Files.exists(here)) {
            Files.copy(here, there, StandardCopyOption.COPY_ATTRIBUTES);
            keyIsMissing = true;
        }
    }

    /// Every record of every volume, and every count of the database.
    private void examine(Path place) throws IOException {
        try (Database database = Database.open(new DatabaseSettings.Embedded(place.resolve("derby")))) {
            Doctor.Report report = new Doctor(
                            place.resolve("volumes"),
                            database,
                            false,
                            far -> progress.at("examining " + far.what(), far.octets(), far.total()))
                    .examine();
            messages = report.messages();
            report.findings().stream().filter(Finding::isSerious).forEach(finding -> problem(finding.sentence()));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) { // the database's own
            problem("The database cannot be read: " + e.getMessage() + ".");
        }
    }

    private void problem(String sentence) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(sentence);
        }
    }

    // ---- what was noted when the backup was made ----

    private record Folder(String name, long messages, long octets, long pop, String sha256) {}

    private record Message(String folder, long uid, String sha256) {}

    /// By account, of so many accounts.
    private static Map<Long, List<Message>> sample(Vault vault, Manifest manifest)
            throws IOException, InterruptedException {
        Map<Long, List<Message>> sample = new LinkedHashMap<>();
        Optional<Manifest.Table> table = manifest.table("check_message");
        if (table.isPresent()) {
            Row.each(vault, table.get(), row -> {
                if (sample.containsKey(row.number(1)) || sample.size() < ACCOUNTS) {
                    sample.computeIfAbsent(row.number(1), _ -> new ArrayList<>())
                            .add(new Message(row.text(2), row.number(3), row.text(5)));
                }
            });
        }
        return sample;
    }

    private static void folders(Vault vault, Manifest.Table table, Set<Long> accounts, Map<Long, List<Folder>> into) {
        try {
            Row.each(vault, table, row -> {
                if (accounts.contains(row.number(1))) {
                    into.computeIfAbsent(row.number(1), _ -> new ArrayList<>())
                            .add(new Folder(row.text(2), row.number(3), row.number(4), row.number(5), row.text(6)));
                }
            });
        } catch (IOException e) {
            throw new BackupException("the target cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("interrupted", e);
        }
    }

    // ---- what mail programs are shown ----

    private void compare(Instance instance, long account, List<Folder> expected, List<Message> sample) {
        Optional<Instance.Entrance> entrance = instance.entrance(new AccountId(account));
        if (entrance.isEmpty()) {
            return;
        }
        Instance.Entrance who = entrance.get();
        progress.at("reading the mailbox " + who.login(), accounts, ACCOUNTS);
        accounts++;
        try {
            List<Long> inbox = imap(instance, who, expected, sample);
            pop3(instance, who, expected, sample, inbox);
        } catch (IOException | NumberFormatException e) {
            problem("The mailbox " + who.login() + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /// @return the UIDs of INBOX
    private List<Long> imap(Instance instance, Instance.Entrance who, List<Folder> expected, List<Message> sample)
            throws IOException {
        List<Long> inbox = List.of();
        try (DrillImap imap = new DrillImap(instance.imap(), who)) {
            for (Folder folder : expected) {
                DrillImap.Folder shown = imap.examine(folder.name());
                folders++;
                if (folder.name().equals("INBOX")) {
                    inbox = shown.uids();
                }
                if (shown.messages() != folder.messages() || shown.octets() != folder.octets()) {
                    problem("IMAP shows " + shown.messages() + " messages of " + shown.octets() + " octets in "
                            + folder.name() + " of " + who.login() + " instead of " + folder.messages() + " of "
                            + folder.octets() + ".");
                } else if (!shown.sha256().equals(folder.sha256())) {
                    problem("IMAP shows other UIDs, sizes or dates in " + folder.name() + " of " + who.login()
                            + " than were saved.");
                }
                for (Message message : sample) {
                    if (message.folder().equals(folder.name())) {
                        read++;
                        if (!imap.message(message.uid()).equals(message.sha256())) {
                            problem("The message " + message.uid() + " in " + folder.name() + " of " + who.login()
                                    + " is another by IMAP than was saved.");
                        }
                    }
                }
            }
        }
        return inbox;
    }

    private void pop3(
            Instance instance, Instance.Entrance who, List<Folder> expected, List<Message> sample, List<Long> inbox)
            throws IOException {
        Folder folder = expected.stream()
                .filter(one -> one.name().equals("INBOX"))
                .findFirst()
                .orElse(new Folder("INBOX", 0, 0, 0, ""));
        try (DrillPop3 pop3 = new DrillPop3(instance.pop3(), who)) {
            if (pop3.messages() != folder.pop()) {
                problem("POP3 shows " + pop3.messages() + " messages of " + who.login() + " instead of " + folder.pop()
                        + ".");
                return;
            }
            if (pop3.messages() != inbox.size()) {
                return; // some are hidden from POP3: numbers do not tell which is which
            }
            for (Message message : sample) {
                int place = message.folder().equals("INBOX") ? inbox.indexOf(message.uid()) : -1;
                if (place >= 0) {
                    read++;
                    if (!pop3.message(place + 1).equals(message.sha256())) {
                        problem("The message " + message.uid() + " of " + who.login()
                                + " is another by POP3 than was saved.");
                    }
                    return; // one is enough: the octets are the same
                }
            }
        }
    }

    private Report report(Manifest manifest, Duration took, Instant at) {
        StringBuilder text = new StringBuilder();
        text.append("The backup ").append(manifest.id()).append(" of ").append(manifest.host());
        text.append(problems.isEmpty() ? " can be put back." : " can NOT be put back as it should be.");
        text.append("\n\nPut back for trial in ").append(Durations.of(took)).append(": ");
        text.append(manifest.pieces().map(Piece::name).distinct().count()).append(" objects compared with their");
        text.append(" checksums (").append(Sizes.text(manifest.length())).append("), ");
        text.append(messages).append(" messages examined one by one; ").append(accounts);
        text.append(" mailboxes with ").append(folders).append(" folders read by IMAP and POP3, and ");
        text.append(read).append(" messages compared with what was saved, octet by octet.\n");
        if (keyIsMissing) {
            text.append("\nNot in it, as it is not encrypted: secret.key. Keep a copy of that file elsewhere.\n");
        }
        if (!problems.isEmpty()) {
            text.append("\nWhat is wrong:\n");
            new LinkedHashSet<>(problems)
                    .forEach(problem -> text.append("- ").append(problem).append('\n'));
            text.append(
                    "\nWhat to do: ./tassis backup now writes damaged objects again where their content is still"
                            + " here; then ./tassis backup drill. Older backups may be whole: ./tassis backup verify BACKUP.\n");
        }
        return new Report(manifest.id(), problems.isEmpty(), problems, text.toString(), at);
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("{} of a drill cannot be deleted; the next one tries again", directory, e);
        }
    }
}
