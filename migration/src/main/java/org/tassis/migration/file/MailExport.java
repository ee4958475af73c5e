package org.tassis.migration.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.message.Envelope;
import org.tassis.migration.intake.Progress;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// Writes folders out as files, message by message: of a mailbox of any size no more than a message's buffer
/// is in memory. Each folder is as it was when its turn came. One thread.
public final class MailExport {
    private final MailStore store;
    private final Progress progress;

    /// As what.
    public enum Form {
        /// One file for each folder.
        MBOX,
        /// Maildir++: one file for each message, flags in its name.
        MAILDIR
    }

    public MailExport(MailStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /// Writes one folder as an mbox file. Does not close `out`.
    ///
    /// @throws IOException what `out` throws
    public void mbox(Mailbox folder, OutputStream out) throws IOException {
        progress.at(folder.name().value());
        MailboxSnapshot snapshot = store.snapshot(folder.id());
        progress.expect(snapshot.count());
        MboxWriter writer = new MboxWriter(new Unclosed(out));
        for (int i = 0; i < snapshot.count(); i++) {
            progress.check();
            StoredMessage message = store.message(snapshot, i);
            try (InputStream in = message.open(0, message.size())) {
                writer.write(
                        in,
                        sender(message.structure().envelope()),
                        Instant.ofEpochSecond(snapshot.internalDate(i)),
                        snapshot.flags(i));
                progress.brought(1, message.size());
            } catch (StoreException e) {
                lost(folder, snapshot.uid(i), e);
            }
        }
        writer.close();
    }

    /// @throws IOException what the shelf throws
    public void write(List<Mailbox> folders, Form form, Shelf shelf) throws IOException {
        switch (form) {
            case MBOX -> {
                Set<String> names = new HashSet<>();
                for (Mailbox folder : folders) {
                    try (OutputStream out = shelf.file(unlike(file(folder.name()), names) + ".mbox", Instant.now())) {
                        mbox(folder, out);
                    }
                }
            }
            case MAILDIR -> {
                for (Mailbox folder : folders) {
                    maildir(folder, shelf);
                }
            }
        }
    }

    private void maildir(Mailbox folder, Shelf shelf) throws IOException {
        progress.at(folder.name().value());
        MailboxSnapshot snapshot = store.snapshot(folder.id());
        progress.expect(snapshot.count());
        String directory = folder.name().isInbox() ? "" : "." + maildirLevels(folder.name()) + "/";
        for (String part : List.of("cur", "new", "tmp")) {
            shelf.directory(directory + part);
        }
        List<String> keywords = new ArrayList<>();
        Set<String> without = new HashSet<>();
        for (int i = 0; i < snapshot.count(); i++) {
            progress.check();
            StoredMessage message = store.message(snapshot, i);
            Instant date = Instant.ofEpochSecond(snapshot.internalDate(i));
            Flags flags = snapshot.flags(i);
            String name = directory + "cur/" + Math.max(0, snapshot.internalDate(i)) + ".T"
                    + snapshot.id(i).value() + ".tassis:2," + MaildirName.letters(flags, keywords);
            flags.keywords().stream().filter(word -> isWithout(word, keywords)).forEach(without::add);
            try (InputStream in = message.open(0, message.size());
                    OutputStream out = shelf.file(name, date)) {
                unixLines(in, out);
                progress.brought(1, message.size());
            } catch (StoreException e) {
                lost(folder, snapshot.uid(i), e);
            }
        }
        if (!keywords.isEmpty()) {
            StringBuilder table = new StringBuilder();
            for (int i = 0; i < keywords.size(); i++) {
                table.append(i).append(' ').append(keywords.get(i)).append('\n');
            }
            try (OutputStream out = shelf.file(directory + "dovecot-keywords", Instant.now())) {
                out.write(table.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        if (!without.isEmpty()) {
            progress.remark("A Maildir has room for 26 keywords; in folder " + folder.name() + " these are left out: "
                    + String.join(" ", without));
        }
    }

    private static boolean isWithout(String word, List<String> keywords) {
        return !word.equalsIgnoreCase("$Forwarded") && !keywords.contains(word);
    }

    private void lost(Mailbox folder, long uid, StoreException failure) {
        if (failure.failure() instanceof StoreFailure.Gone) {
            return; // deleted meanwhile
        }
        progress.refused("Message " + uid + " of folder " + folder.name() + " cannot be read: " + failure.failure());
    }

    /// CRLF becomes LF, as programs that read Maildirs expect.
    private static void unixLines(InputStream in, OutputStream out) throws IOException {
        LineReader lines = new LineReader(in);
        java.io.BufferedOutputStream buffered = new java.io.BufferedOutputStream(out, 64 * 1024);
        while (lines.next()) {
            byte[] octets = lines.octets();
            int length = lines.length();
            int last = lines.start() + length - 1;
            if (octets[last] == '\n' && length > 1 && octets[last - 1] == '\r') {
                buffered.write(octets, lines.start(), length - 2);
                buffered.write('\n');
            } else {
                buffered.write(octets, lines.start(), length);
            }
        }
        buffered.flush();
    }

    private static String maildirLevels(MailboxName name) {
        StringBuilder levels = new StringBuilder();
        for (String level : name.value().split("/", -1)) {
            levels.append(levels.isEmpty() ? "" : ".").append(ModifiedUtf7.encode(level.replace('.', '_')));
        }
        return levels.toString();
    }

    /// A path for a folder that every file system can have.
    private static String file(MailboxName name) {
        StringBuilder path = new StringBuilder();
        for (String level : name.value().split("/", -1)) {
            path.append(path.isEmpty() ? "" : "/");
            String safe = level.replaceAll("[\\\\:\"<>|?\\x00-\\x1f]", "_");
            path.append(safe.startsWith(".") || safe.endsWith(".") ? "_" + safe + "_" : safe);
        }
        return path.toString();
    }

    private static String unlike(String path, Set<String> names) {
        String unlike = path;
        for (int i = 2; !names.add(unlike.toLowerCase(Locale.ROOT)); i++) {
            unlike = path + " (" + i + ")";
        }
        return unlike;
    }

    private static String sender(Envelope envelope) {
        return envelope.from().stream()
                .findFirst()
                .filter(from -> from.host().filter(host -> !host.isEmpty()).isPresent())
                .map(from -> from.local().orElse("") + "@" + from.host().orElse(""))
                .filter(address -> address.matches("[\\x21-\\x7e]{3,254}"))
                .orElse("MAILER-DAEMON");
    }

    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            out.write(octets, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
