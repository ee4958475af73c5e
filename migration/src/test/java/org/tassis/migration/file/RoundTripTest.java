package org.tassis.migration.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.message.Spool;
import org.tassis.migration.intake.Progress;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoredMessage;

/// What is exported and imported again is what it was: octets, flags, keywords, dates, folders.
class RoundTripTest {
    private static final AccountId FROM = new AccountId(1);
    private static final AccountId TO = new AccountId(2);
    private static final List<String> LINES = List.of(
            "",
            "",
            "From here to there",
            ">From here",
            ">>>From Sat Nov 21 08:39:03 2026",
            "From x@y.example Sat Nov 21 08:39:03 2026",
            "Status: RO",
            ".",
            "..",
            "From ",
            "plain text",
            "caf\u00e9 \u00ff",
            "x".repeat(70_000),
            " folded");

    @TempDir
    Path directory;

    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private byte[] message(int number) {
        StringBuilder text = new StringBuilder();
        text.append("From: a").append(number).append("@example.org\r\n");
        text.append("Message-ID: <").append(random.nextInt(40)).append("@example.org>\r\n");
        text.append("Subject: ").append(number).append("\r\n");
        if (random.nextBoolean()) {
            text.append("X-Long: a\r\n b\r\n\tc\r\n");
        }
        text.append("\r\n");
        int lines = random.nextInt(12);
        for (int i = 0; i < lines; i++) {
            text.append(LINES.get(random.nextInt(LINES.size()))).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Flags flags() {
        EnumSet<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        for (SystemFlag flag : SystemFlag.values()) {
            if (random.nextInt(3) == 0) {
                system.add(flag);
            }
        }
        Set<String> words = new TreeSet<>();
        for (String word : List.of("$Forwarded", "$label1", "Later", "NonJunk")) {
            if (random.nextInt(4) == 0) {
                words.add(word);
            }
        }
        return Flags.of(system, words);
    }

    private void fill(List<String> names) throws IOException {
        for (String name : names) {
            MailboxName mailbox = new MailboxName(name);
            if (store.mailbox(FROM, mailbox).isEmpty()) {
                store.create(FROM, mailbox, Set.of());
            }
            int count = random.nextInt(30);
            for (int i = 0; i < count; i++) {
                try (Spool spool = new Spool(directory, 1 << 20)) {
                    byte[] octets = message(i);
                    spool.write(octets, 0, octets.length);
                    spool.finish();
                    Instant date = Instant.ofEpochSecond(700_000_000L + random.nextInt(1_300_000_000));
                    store.append(
                            store.mailbox(FROM, mailbox).orElseThrow().id(),
                            List.of(new NewMessage(spool, flags(), date)));
                }
            }
        }
    }

    /// Everything an account has, each message as text.
    private List<String> all(AccountId account) throws IOException {
        List<String> all = new ArrayList<>();
        for (Mailbox folder : store.mailboxes(account)) {
            all.add("folder " + folder.name());
            MailboxSnapshot snapshot = store.snapshot(folder.id());
            for (int i = 0; i < snapshot.count(); i++) {
                StoredMessage message = store.message(snapshot, i);
                try (InputStream in = message.open(0, message.size())) {
                    all.add(folder.name() + " " + snapshot.internalDate(i) + " " + snapshot.flags(i) + "\n"
                            + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return all;
    }

    private void bring(Path path) {
        Progress progress = new Progress();
        new FileImport(store, directory, progress).run(TO, path, FileImport.Options.NONE);
        assertThat(progress.figures().remarks()).as("seed %s", seed).isEmpty();
    }

    @RepeatedTest(15)
    void aDirectoryOfMbox() throws IOException {
        fill(List.of("INBOX", "Sent", "Spam", "Été/Plage & Co", "a.b", "Ünï/co/de", "c:d?"));
        Path out = directory.resolve("out");
        try (Shelf shelf = Shelf.directory(out)) {
            new MailExport(store, new Progress()).write(store.mailboxes(FROM), MailExport.Form.MBOX, shelf);
        }
        bring(out);
        List<String> expected =
                all(FROM).stream().map(text -> text.replace("c:d?", "c_d_")).toList();
        assertThat(all(TO)).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @RepeatedTest(15)
    void aZipOfMaildirs() throws IOException {
        fill(List.of("INBOX", "Sent", "Été/Plage & Co", "Ünï/co/de"));
        Path out = directory.resolve("out.zip");
        try (OutputStream file = Files.newOutputStream(out);
                Shelf shelf = Shelf.zip(file)) {
            new MailExport(store, new Progress()).write(store.mailboxes(FROM), MailExport.Form.MAILDIR, shelf);
        }
        bring(out);
        List<String> expected = all(FROM).stream()
                .filter(text -> !text.startsWith("folder") || !isEmpty(text.substring(7)))
                .toList();
        assertThat(all(TO).stream().filter(text -> !text.startsWith("folder") || !isEmpty(text.substring(7))))
                .as("seed %s", seed)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private boolean isEmpty(String folder) {
        return store.mailbox(FROM, new MailboxName(folder))
                .map(mailbox -> store.snapshot(mailbox.id()).count() == 0)
                .orElse(true);
    }

    @ParameterizedTest
    @EnumSource(MailExport.Form.class)
    void twiceBringsNothingTwice(MailExport.Form form) throws IOException {
        fill(List.of("INBOX", "Sent"));
        Path out = directory.resolve("out");
        try (Shelf shelf = Shelf.directory(out)) {
            new MailExport(store, new Progress()).write(store.mailboxes(FROM), form, shelf);
        }
        bring(out);
        List<String> once = all(TO);
        bring(out);
        assertThat(all(TO)).isEqualTo(once);
    }

    @Test
    void oneFolderAsOneFile() throws IOException {
        do {
            fill(List.of("INBOX"));
        } while (isEmpty("INBOX"));
        Path out = directory.resolve("jan");
        try (OutputStream file = Files.newOutputStream(out)) {
            new MailExport(store, new Progress())
                    .mbox(store.mailbox(FROM, MailboxName.INBOX).orElseThrow(), file);
        }
        bring(out);
        assertThat(all(TO)).isEqualTo(all(FROM));
    }
}
