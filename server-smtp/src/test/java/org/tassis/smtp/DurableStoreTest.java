package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.mailflow.MailFlow;
import org.tassis.smtp.SmtpSettings.Role;
import org.tassis.sql.DataDirectory;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.SqlMailStore;
import org.tassis.sql.SqlStoreSettings;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;

/// The engine on the store on disk: what was answered with 250 is there when the store is opened again.
class DurableStoreTest {
    @TempDir
    Path directory;

    private final TestDirectory people = new TestDirectory();

    private interface Use {
        void on(MailStore store, SmtpProtocol engine) throws Exception;
    }

    private void open(Use use) throws Exception {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"));
                Database database = Database.open(new DatabaseSettings.Embedded(data.database()));
                MailStore store = SqlMailStore.open(
                        data.volumes(),
                        database,
                        people.directory::quotaOf,
                        InstantSource.system(),
                        new SimpleMeterRegistry(),
                        SqlStoreSettings.DEFAULT)) {
            SmtpSettings settings = SmtpSettings.of("mx.example.org", Role.MX);
            MailFlow flow = new MailFlow(
                    people.directory, Optional::empty, store, InstantSource.system(), settings.maxMessageSize());
            Path spool = Files.createDirectories(directory.resolve("spool"));
            use.on(
                    store,
                    new SmtpProtocol(
                            settings,
                            flow,
                            people.authenticator,
                            new SimpleMeterRegistry(),
                            InstantSource.system(),
                            spool));
        }
    }

    private static String session(SmtpProtocol engine, String... lines) throws IOException {
        ScriptedConnection client = new ScriptedConnection(new TestClock())
                .says("EHLO c.example")
                .says(lines)
                .says("QUIT");
        engine.serve(client);
        return client.heard();
    }

    private static MailboxSnapshot inbox(MailStore store, Account account) {
        store.mailboxes(account.id());
        return store.snapshot(
                store.mailbox(account.id(), MailboxName.INBOX).orElseThrow().id());
    }

    @Test
    void whatWasAcknowledgedIsThereAfterReopening() throws Exception {
        String large = ("0123456789".repeat(7) + "\r\n").repeat(10_000);
        open((_, engine) -> {
            List<Callable<String>> senders = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int number = i;
                senders.add(() -> session(
                        engine,
                        "MAIL FROM:<a@b.example>",
                        "RCPT TO:<ann@example.org>",
                        "RCPT TO:<bob@example.org>",
                        "DATA",
                        "Subject: " + number,
                        "",
                        number == 3 ? large + "." : "small\r\n."));
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var said : threads.invokeAll(senders)) {
                    assertThat(said.get())
                            .contains("\r\n250 2.6.0 Message stored")
                            .endsWith("221 2.0.0 Goodbye\r\n");
                }
            }
        });
        open((store, _) -> {
            for (Account account : List.of(people.ann, people.bob)) {
                MailboxSnapshot inbox = inbox(store, account);
                assertThat(inbox.count()).isEqualTo(8);
                List<String> subjects = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    var message = store.message(inbox, i);
                    subjects.add(message.structure().envelope().subject().orElse("none"));
                    if (subjects.getLast().equals("3")) {
                        String all = new String(
                                message.octets(0, Math.toIntExact(message.size())), StandardCharsets.ISO_8859_1);
                        assertThat(all.endsWith("\r\n\r\n" + large)).isTrue();
                    }
                }
                assertThat(subjects).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7");
            }
            assertThat(inbox(store, people.ann).contentId(0))
                    .isEqualTo(inbox(store, people.bob).contentId(0));
        });
    }

    @Test
    void manySendersNeverOvershootAQuota() throws Exception {
        people.limit(people.bob, Quota.ofBytes(20_000));
        open((store, engine) -> {
            List<Callable<String>> senders = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                senders.add(() -> session(
                        engine,
                        "MAIL FROM:<a@b.example>",
                        "RCPT TO:<bob@example.org>",
                        "DATA",
                        "",
                        "x".repeat(900),
                        "."));
            }
            int stored = 0;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var said : threads.invokeAll(senders)) {
                    stored += said.get().contains("250 2.6.0") ? 1 : 0;
                    assertThat(said.get()).containsAnyOf("250 2.6.0", "452 4.2.2 Mailbox is full");
                }
            }
            assertThat(inbox(store, people.bob).count()).isEqualTo(stored).isBetween(10, 19);
            assertThat(store.usage(people.bob.id()).bytes()).isLessThanOrEqualTo(20_000);
        });
    }
}
