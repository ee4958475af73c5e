package org.tassis.migration.virtualmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Forward;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.desk.Visit;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.intake.Progress;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;
import org.tassis.testkit.TestDirectory;

/// A backup in the form in which Virtualmin writes one: a tar.gz of a domain's home with descriptions in
/// `.backup`.
class VirtualminTest {
    private static final String HASH =
            "$6$saltsalt$sfZR6YSW/Dp0uCiyF9fDipa6ORr5LVLOwXNgtzRlXXhkC7xA3w4zy97VIC3vL14AUXGJp3yBjZVztkdiBzJnX1";

    @TempDir
    Path directory;

    private final TestDirectory people = new TestDirectory();
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());

    private Path backup(String users, String aliases) throws IOException {
        Path file = directory.resolve("monsite.example.tar.gz");
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            add(tar, "./.backup/monsite.example_virtualmin", """
                    dom=monsite.example
                    id=123
                    user=monsite
                    home=/home/monsite
                    mail=1
                    """);
            add(tar, "./.backup/monsite2.example_virtualmin", """
                    dom=monsite2.example
                    alias=123
                    backup_alias_dom=monsite.example
                    """);
            add(tar, "./.backup/monsite.example_mail", "");
            add(tar, "./.backup/monsite.example_mail_users", users);
            add(tar, "./.backup/monsite.example_mail_aliases", aliases);
            add(tar, "./autoreply-jan@monsite.example.txt", """
                    Reply-Tracking: /etc/x
                    Reply-Period: 3600
                    Autoreply-End: 1893456000
                    From: jan@monsite.example

                    I am away: back on Monday.

                    Jan
                    """);
            add(tar, "./public_html/index.html", "<p>");
            add(tar, "./Maildir/cur/1600000000.x:2,S", "Subject: owner\n\nx\n");
            add(tar, "./homes/jan/Maildir/cur/1600000001.x:2,Sa", "Message-ID: <1>\nSubject: one\n\nx\n");
            add(tar, "./homes/jan/Maildir/new/1600000002.x", "Message-ID: <2>\nSubject: two\n\nx\n");
            add(tar, "./homes/jan/Maildir/.Sent/cur/1600000003.x:2,S", "Message-ID: <3>\nSubject: three\n\nx\n");
            add(tar, "./homes/jan/Maildir/dovecot-keywords", "0 $Work\n");
            add(tar, "./homes/gone/Maildir/cur/1600000004.x:2,S", "Subject: nobody's\n\nx\n");
            add(tar, "./.backup/monsite.example_mail_files", mailFiles());
        }
        return file;
    }

    /// An archive of what was in /var/mail.
    private static byte[] mailFiles() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            add(
                    tar,
                    "jan-monsite.example",
                    "From a@far.example Thu Jan  1 10:00:00 2026\nMessage-ID: <9>\nSubject: nine\n\nx\n");
            add(tar, "monsite", "");
            add(tar, "stranger", "From a@far.example Thu Jan  1 10:00:00 2026\nSubject: no\n\nx\n");
        }
        return out.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String path, String text) throws IOException {
        add(tar, path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(TarArchiveOutputStream tar, String path, byte[] octets) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(octets.length);
        entry.setModTime(1_600_000_000_000L);
        tar.putArchiveEntry(entry);
        tar.write(octets);
        tar.closeArchiveEntry();
    }

    private static final String USERS = """
            monsite:HASH:1000:1000:Mon Site:/home/monsite:/bin/bash:monsite@monsite.example:0:-:-:-:-:-:-
            \\monsite
            jan@monsite.example:HASH:1001:1000:Jan Peeters:/home/monsite/homes/jan:/dev/null:jan@monsite.example:2048:-:-:-:-:-:-
            \\jan-monsite.example,privé@far.example,jan@far.example,|/etc/webmin/virtual-server/autoreply.pl /home/monsite/autoreply-jan@monsite.example.txt jan@monsite.example
            piet.monsite:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7:1002:1000:Piet:/home/monsite/homes/piet:/dev/null:piet@monsite.example:-:-:-:-:-:-:-
            piet@far.example
            ftp.monsite:x:1003:1000:Web:/home/monsite/public_html:/bin/ftp::-:-:-:-:-:-:-

            off.monsite:!HASH:1004:1000:Off:/home/monsite/homes/off:/dev/null:off@monsite.example:-:-:-:-:-:-:-
            |/usr/bin/procmail
            half
            """.replace("HASH", HASH);

    private static final String ALIASES = """
            info@monsite.example: jan-monsite.example
            team@monsite.example: jan@monsite.example,piet.monsite,x@far.example
            @monsite.example: monsite
            gone@monsite.example: BOUNCE
            all@monsite.example: :include:/etc/webmin/virtual-server/everyone/123
            nonsense
            """;

    @Test
    void tellsWhatWouldBeMade() throws IOException {
        Preview preview =
                new VirtualminImport(people.desk, Visit.CONSOLE).preview(backup(USERS, ALIASES), CustomerId.HOUSE);
        assertThat(preview.domains().toString())
                .contains("monsite.example, aliasOf=Optional.empty, catchAll=Optional[monsite@monsite.example]")
                .contains("monsite2.example, aliasOf=Optional[monsite.example]");
        assertThat(preview.mailboxes())
                .extracting(box -> box.login().value() + " " + box.password() + " " + box.messages())
                .containsExactly(
                        "monsite STAYS 1", "jan.monsite.example STAYS 3", "piet.monsite NEW 0", "off.monsite OFF 0");
        Preview.Box jan = preview.mailboxes().get(1);
        assertThat(jan.account().quota()).isEqualTo(Quota.ofBytes(2048 * 1024));
        assertThat(jan.account().addresses()).hasSize(2);
        assertThat(jan.keepCopy()).isTrue();
        assertThat(jan.reply().orElseThrow().text())
                .startsWith("I am away: back on Monday.")
                .endsWith("Jan");
        assertThat(preview.toString()).doesNotContain(HASH);
        assertThat(preview.mailboxes().get(2).keepCopy()).isFalse();
        assertThat(preview.aliases())
                .extracting(alias -> alias.address() + " " + alias.targets())
                .containsExactly("team@monsite.example [jan@monsite.example, piet@monsite.example, x@far.example]");
        assertThat(preview.remarks())
                .extracting(remark -> remark.file().replace("monsite.example_", "") + " " + remark.line())
                .contains(
                        "mail_users 7",
                        "mail_users 10",
                        "mail_users 11",
                        "mail_aliases 4",
                        "mail_aliases 5",
                        "mail_aliases 6");
    }

    @Test
    void makesItAndTheMailAndNothingTwice() throws Exception {
        Customer customer = people.directory
                .customers()
                .add(new NewCustomer(new Login("monsite"), "", java.util.Optional.empty(), java.util.Locale.FRENCH));
        Path file = backup(USERS, ALIASES);
        VirtualminImport importer = new VirtualminImport(people.desk, Visit.CONSOLE);
        List<VirtualminImport.Made> made = importer.apply(importer.preview(file, customer.id()), customer.id());
        assertThat(made).filteredOn(one -> !one.done()).isEmpty();
        assertThat(made)
                .filteredOn(one -> one.password().isPresent())
                .extracting(VirtualminImport.Made::what)
                .containsExactly("mailbox piet.monsite");
        Forward forward = people.desk
                .mailboxes(Visit.CONSOLE)
                .forward("jan.monsite.example")
                .orElseThrow();
        assertThat(forward.keepCopy()).isTrue();
        assertThat(forward.targets()).contains(EmailAddress.valueOf("jan@far.example"));
        AutoReply reply = people.desk
                .mailboxes(Visit.CONSOLE)
                .autoReply("jan.monsite.example")
                .orElseThrow();
        assertThat(reply.interval()).isEqualTo(Duration.ofHours(1));

        assertThat(importer.apply(importer.preview(file, customer.id()), customer.id()))
                .allMatch(VirtualminImport.Made::done)
                .noneMatch(one -> one.password().isPresent());

        for (int i = 0; i < 2; i++) {
            Progress progress = new Progress();
            new VirtualminMail(store, PopIds.NONE, people.directory, directory, progress).run(file);
            assertThat(progress.figures().messages()).isEqualTo(i == 0 ? 5 : 0);
            assertThat(progress.figures().known()).isEqualTo(i == 0 ? 0 : 5);
        }
        var jan = people.directory.mailbox("jan@monsite.example").account().id();
        var inbox = store.snapshot(
                store.mailbox(jan, MailboxName.INBOX).orElseThrow().id());
        assertThat(inbox.count()).isEqualTo(3); // one of them was kept in /var/mail
        assertThat(inbox.flags(0)).hasToString("[SEEN] [$Work]");
        assertThat(inbox.internalDate(0)).isEqualTo(1_600_000_000L);
        var sent = store.snapshot(
                store.mailbox(jan, new MailboxName("Sent")).orElseThrow().id());
        assertThat(sent.count()).isEqualTo(1);
    }

    @Test
    void whatIsNoBackupIsSaid() throws IOException {
        Path file = Files.writeString(directory.resolve("x.tar.gz"), "hello");
        VirtualminImport importer = new VirtualminImport(people.desk, Visit.CONSOLE);
        assertThatThrownBy(() -> importer.preview(file, CustomerId.HOUSE))
                .isInstanceOfAny(NotMail.class, IOException.class);
        Path evil = directory.resolve("evil.tar.gz");
        try (OutputStream out = Files.newOutputStream(evil);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            add(tar, "./.backup/../../../etc/x_virtualmin", "dom=x.example");
        }
        assertThatThrownBy(() -> importer.preview(evil, CustomerId.HOUSE))
                .isInstanceOf(NotMail.class)
                .hasMessageContaining("leads out of it");
    }
}
