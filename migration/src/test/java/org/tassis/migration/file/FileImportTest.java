package org.tassis.migration.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.PopIds;
import org.tassis.store.StoredMessage;
import org.tassis.testkit.LocalDovecot;
import org.tassis.testkit.TestDirectory;

/// Files as other programs leave them.
class FileImportTest {
    private static final AccountId ACCOUNT = new AccountId(7);

    @TempDir
    Path directory;

    private Quota quota = Quota.UNLIMITED;
    private final MailStore store = new InMemoryMailStore(_ -> quota, InstantSource.system());
    private final Progress progress = new Progress();

    private Path write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFileThatWasSentHasTheNameThatItsSenderSays() throws Exception {
        String mbox = "From a@b.example Thu Nov 19 12:00:00 2026\nSubject: one\n\nText\n";
        Path sent = write("7-0123", mbox);
        FileImport importing = new FileImport(store, directory, progress);
        importing.run(ACCOUNT, sent, "Old mail.mbox", FileImport.Options.NONE);
        assertThat(mail("Old mail")).hasSize(1);
        importing.run(ACCOUNT, sent, "jan", FileImport.Options.NONE);
        assertThat(mail("INBOX")).as("without an ending it is an INBOX").hasSize(1);
    }

    @Test
    void aZipFileWhoseTableOfNamesWouldFillTheMemoryIsRefused() throws Exception {
        Path zip = directory.resolve("many.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("one.eml"));
            out.write("Subject: one\r\n\r\nText\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(ZipEnd.tableSize(zip)).isBetween(46L, 200L);
        byte[] octets = Files.readAllBytes(zip);
        int end = octets.length - 22;
        octets[end + 15] = 0x70; // 1.8 GB
        Files.write(zip, octets);
        assertThat(ZipEnd.tableSize(zip)).isGreaterThan(1L << 30);
        assertThatThrownBy(() -> bring(zip)).isInstanceOf(NotMail.class).hasMessageContaining("too many files");
        assertThat(ZipEnd.tableSize(write("short", "PK"))).isZero();
    }

    private void bring(Path path) {
        new FileImport(store, directory, progress).run(ACCOUNT, path, FileImport.Options.NONE);
    }

    /// Each message of a folder: its flags, date, and text with LF.
    private List<String> mail(String folder) throws IOException {
        List<String> mail = new ArrayList<>();
        Optional<Mailbox> mailbox = store.mailbox(ACCOUNT, new MailboxName(folder));
        if (mailbox.isEmpty()) {
            return List.of("no such folder");
        }
        MailboxSnapshot snapshot = store.snapshot(mailbox.get().id());
        for (int i = 0; i < snapshot.count(); i++) {
            StoredMessage message = store.message(snapshot, i);
            try (InputStream in = message.open(0, message.size())) {
                mail.add(snapshot.flags(i) + " " + Instant.ofEpochSecond(snapshot.internalDate(i)) + "\n"
                        + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "\n"));
            }
        }
        return mail;
    }

    private List<String> popIds(PopIds ids) {
        MailboxSnapshot snapshot = store.snapshot(
                store.mailbox(ACCOUNT, MailboxName.INBOX).orElseThrow().id());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < snapshot.count(); i++) {
            found.add(ids.of(ACCOUNT).getOrDefault(snapshot.id(i), ""));
        }
        return found;
    }

    @Test
    void whatPop3ProgramsKnowIsKeptOfAMaildir() throws IOException {
        write("Maildir/cur/1600000001.M1P1.host,S=30:2,S", "Message-ID: <1>\n\none\n");
        write("Maildir/new/1600000002.M1P1.host", "Message-ID: <2>\n\ntwo\n");
        write("Maildir/cur/1600000003.M1P1.host:2,", "Message-ID: <3>\n\nthree\n");
        write("Maildir/cur/1600000004.M1P1.host:2,", "Message-ID: <4>\n\nfour\n");
        write("Maildir/.Sent/cur/1600000005.M1P1.host:2,", "Message-ID: <5>\n\nfive\n");
        write("Maildir/.Sent/dovecot-uidlist", "3 V9 N2 G1\n1 :1600000005.M1P1.host\n");
        write("Maildir/dovecot-uidlist", """
                3 V1600000000 N26 Gdeadbeef
                7 :1600000001.M1P1.host,S=30
                10 W40 :1600000002.M1P1.host:2,S
                25 W1394 Pkept-from-before :1600000003.M1P1.host
                nonsense
                """);
        PopIds ids = PopIds.inMemory();
        new FileImport(store, ids, directory, progress)
                .run(ACCOUNT, directory.resolve("Maildir"), FileImport.Options.NONE);
        assertThat(popIds(ids))
                .containsExactlyInAnyOrder("000000075f5e1000", "0000000a5f5e1000", "kept-from-before", "");
        assertThat(ids.of(ACCOUNT)).hasSize(3);
        PopIds later = PopIds.inMemory(); // of what was brought in without them
        new FileImport(store, later, directory, progress)
                .run(ACCOUNT, directory.resolve("Maildir"), FileImport.Options.NONE);
        assertThat(later.of(ACCOUNT)).isEqualTo(ids.of(ACCOUNT));
    }

    @Test
    void pop3NumbersAreThoseThatDovecotGives() throws IOException {
        LocalDovecot dovecot = LocalDovecot.shared().orElse(null);
        assumeTrue(dovecot != null, "Dovecot is not installed");
        List<String> told = new ArrayList<>();
        String user = dovecot.newMailbox(List.of("Message-ID: <1>\r\n\r\none\r\n".getBytes(StandardCharsets.UTF_8)));
        String validity;
        try (Socket imap = new Socket("127.0.0.1", dovecot.imapPort());
                Socket pop = new Socket("127.0.0.1", dovecot.pop3Port())) {
            say(imap, "a LOGIN " + user + " " + TestDirectory.ANN_PASSWORD, "a ");
            String status = say(imap, "b STATUS INBOX (UIDVALIDITY)", "b ");
            validity = status.replaceAll("(?s).*UIDVALIDITY ([0-9]+).*", "$1");
            say(pop, "USER " + user, "+OK");
            say(pop, "PASS " + TestDirectory.ANN_PASSWORD, "+OK Logged");
            told.addAll(say(pop, "UIDL", ".")
                    .lines()
                    .filter(line -> line.startsWith("1 "))
                    .toList());
        }
        write("there/cur/1600000001.x:2,S", "Message-ID: <1>\n\none\n");
        write("there/dovecot-uidlist", "3 V" + validity + " N2 G1\n1 :1600000001.x\n");
        PopIds ids = PopIds.inMemory();
        new FileImport(store, ids, directory, progress)
                .run(ACCOUNT, directory.resolve("there"), FileImport.Options.NONE);
        assertThat(told).containsExactly("1 " + popIds(ids).getFirst());
    }

    /// @return all that is said until a line begins with `end`
    private static String say(Socket socket, String command, String end) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder said = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0;
                c = socket.getInputStream().read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            said.append(line.toString().strip()).append('\n');
            if (line.toString().startsWith(end)) {
                return said.toString();
            }
            line.setLength(0);
        }
        throw new IOException("closed after " + said);
    }

    @Test
    void mboxWithStatusOfManyPrograms() throws IOException {
        bring(write("jan", """
                From MAILER-DAEMON Sat Nov 21 08:00:00 2026
                Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA
                X-IMAP: 1 2
                Status: RO

                This text is part of the internal format of your mail folder.

                From jan@example.org Sat Nov 21 08:39:03 2026
                Subject: one
                Status: RO
                X-Status: AF
                X-Keywords: $label1    Later
                Content-Length: 12

                From behind a header
                From my window I see the sea
                >From the sea
                >>From quoted

                From piet@example.org  Sun Nov 22 09:00:00 +0100 2026
                Subject: two
                X-Mozilla-Status: 1005
                X-Mozilla-Status2: 00000000

                body

                From gone@example.org Sun Nov 22 10:00:00 2026
                Subject: deleted, not compacted
                X-Mozilla-Status: 0009

                From nobody Sun Nov 22 11:00:00 2026
                Subject: header only
                """));
        assertThat(mail("INBOX"))
                .containsExactly("""
                        [ANSWERED, FLAGGED, SEEN] [$label1, Later] 2026-11-21T08:39:03Z
                        Subject: one

                        From behind a header
                        From my window I see the sea
                        From the sea
                        >From quoted
                        """.replace("[ANSWERED, FLAGGED, SEEN]", "[SEEN, ANSWERED, FLAGGED]"), """
                        [SEEN, FLAGGED] [$Forwarded] 2026-11-22T08:00:00Z
                        Subject: two

                        body
                        """, """
                        [] [] 2026-11-22T11:00:00Z
                        Subject: header only
                        """);
        assertThat(progress.figures().messages()).isEqualTo(3);
    }

    @Test
    void maildirAsDovecotLeavesIt() throws IOException {
        String name = "1700000000.M1P2.host,S=20,W=22";
        Path seen = write("Maildir/cur/" + name + ":2,FSb", "Subject: a\n\nx\n");
        Files.setLastModifiedTime(seen, FileTime.from(Instant.parse("2023-01-02T03:04:05Z")));
        write("Maildir/new/1700000001.M1P2.host", "Subject: b\n\nx\n");
        write("Maildir/tmp/1700000002.M1P2.host", "half a mes");
        write("Maildir/dovecot-keywords", "0 $NotThis\n1 $Work\n");
        write("Maildir/dovecot-uidlist", "3 V1 N3\n");
        write("Maildir/dovecot.index.log", "?");
        write("Maildir/.Envoy&AOk-s.2024/cur/1700000003.x:2,RPT", "Subject: c\r\n\r\nx\r\n");
        write("Maildir/.Sent Items/cur/1700000004.x:2,S", "Subject: d\n\nx\n");
        write("Maildir/.UTF-8 é/cur/1700000004.x;2,D", "Subject: e\n\nx\n");
        bring(directory.resolve("Maildir"));
        assertThat(mail("INBOX").getFirst())
                .isEqualTo("[SEEN, FLAGGED] [$Work] 2023-01-02T03:04:05Z\nSubject: a\n\nx\n");
        assertThat(mail("INBOX")).hasSize(2);
        assertThat(mail("Envoyés/2024").getFirst()).startsWith("[ANSWERED, DELETED] [$Forwarded]");
        assertThat(mail("Sent").getFirst()).contains("Subject: d");
        assertThat(mail("UTF-8 é").getFirst()).startsWith("[DRAFT]");
        assertThat(progress.figures().remarks()).isEmpty();
    }

    @Test
    void thunderbirdsFolders() throws IOException {
        String one = "From - Sat Nov 21 08:39:03 2026\nSubject: a\n\nx\n";
        write("Local Folders/Inbox", one);
        write("Local Folders/Inbox.msf", "// <!-- <mdb:mork");
        write("Local Folders/Work", one);
        write("Local Folders/Work.sbd/2024", one);
        bring(directory.resolve("Local Folders"));
        assertThat(mail("INBOX")).hasSize(1);
        assertThat(mail("Work")).hasSize(1);
        assertThat(mail("Work/2024")).hasSize(1);
    }

    @Test
    void whatIsNoMailIsSaid() throws IOException {
        write("x/readme.txt", "hello");
        assertThatThrownBy(() -> bring(directory.resolve("x")))
                .isInstanceOf(NotMail.class)
                .hasMessageContaining("no mail in it");
        assertThat(progress.figures().remarks()).containsExactly("Not mail, passed over: readme.txt");
    }

    @Test
    void fullMailboxStopsAndGoesOn() throws IOException {
        StringBuilder mbox = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            mbox.append("From x Sat Nov 21 08:39:03 2026\nMessage-ID: <")
                    .append(i)
                    .append(">\n\nbody\n\n");
        }
        Path file = write("big", mbox.toString());
        quota = new Quota(Long.MAX_VALUE, 150);
        assertThatThrownBy(() -> bring(file))
                .isInstanceOfSatisfying(
                        Stopped.class, e -> assertThat(e.reason()).isEqualTo(Stopped.Reason.FULL))
                .hasMessageContaining("in 150 messages");
        assertThat(mail("INBOX")).hasSize(150);
        quota = Quota.UNLIMITED;
        bring(file);
        assertThat(mail("INBOX")).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void aZipThatLeadsOutIsRefused() throws IOException {
        Path zip = directory.resolve("evil.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("a/../../../etc/cron.d/x.eml"));
            entries.write("Subject: x\n\n".getBytes(StandardCharsets.US_ASCII));
            entries.closeEntry();
        }
        assertThatThrownBy(() -> bring(zip)).isInstanceOf(NotMail.class).hasMessageContaining("leads out of it");
    }

    @Test
    void aZipBombIsGivenUp() throws IOException {
        Path zip = directory.resolve("bomb.zip");
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("a.eml"));
            for (int i = 0; i < 64; i++) {
                entries.write(zeros);
            }
            entries.closeEntry();
        }
        assertThatThrownBy(() -> bring(zip)).isInstanceOf(NotMail.class).hasMessageContaining("grows to far more");
    }

    @Test
    void stopsWhenItIsTold() throws IOException {
        Path file = write("jan", "From x Sat Nov 21 08:39:03 2026\nSubject: a\n\nx\n");
        progress.cancel();
        assertThatThrownBy(() -> bring(file)).isInstanceOfSatisfying(Stopped.class, e -> assertThat(e.reason())
                .isEqualTo(Stopped.Reason.CANCELLED));
    }
}
