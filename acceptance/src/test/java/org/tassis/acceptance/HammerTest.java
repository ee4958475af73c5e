package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One mailbox, any protocol, nothing disappears: POP3 deletes, IMAP moves and flags, mail arrives, all at once for a
/// minute (`hammer.seconds`). No command fails and at the end every message that was accepted is somewhere.
class HammerTest {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("hammer.seconds", 60));

    @TempDir
    Path directory;

    @Test
    void nothingDisappearsAndNothingFails() throws Exception {
        try (Program program = Program.demo(directory.resolve("data"));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Program.Login account = program.account(0);
            Set<String> accepted = ConcurrentHashMap.newKeySet();
            AtomicInteger popDeleted = new AtomicInteger();
            AtomicInteger moved = new AtomicInteger();
            long end = System.nanoTime() + TIME.toNanos();
            List<Future<?>> all = new ArrayList<>();
            for (int sender = 0; sender < 2; sender++) {
                int number = sender;
                all.add(clients.submit(() -> {
                    deliver(program, account, number, accepted, end);
                    return null;
                }));
            }
            all.add(clients.submit(() -> {
                while (System.nanoTime() < end) {
                    try (Pop3sClient pop = Pop3sClient.logIn(program, account)) {
                        int count = pop.count();
                        for (int n = 1; n <= Math.min(count, 20); n++) {
                            pop.delete(n);
                            popDeleted.incrementAndGet();
                        }
                    }
                }
                return null;
            }));
            all.add(clients.submit(() -> {
                move(program, account, moved, end);
                return null;
            }));
            for (Future<?> client : all) {
                client.get();
            }
            Set<String> found = new TreeSet<>();
            try (Store store = imap(program, account)) {
                for (String name : List.of("INBOX", "Archive")) {
                    try (Folder folder = store.getFolder(name)) {
                        folder.open(Folder.READ_ONLY);
                        for (Message message : folder.getMessages()) {
                            String[] id = message.getHeader("Message-ID");
                            if (id != null && id[0].contains("hammer")) {
                                assertThat(found.add(id[0]))
                                        .as("twice: " + id[0])
                                        .isTrue();
                            }
                        }
                    }
                }
            }
            Set<String> missing = new HashSet<>(accepted);
            missing.removeAll(found);
            assertThat(missing).isEmpty();
            assertThat(found).hasSameSizeAs(accepted);
            assertThat(accepted).hasSizeGreaterThan(100);
            assertThat(popDeleted.get()).isPositive();
            assertThat(moved.get()).isPositive();
            assertThat(program.log()).doesNotContain("ERROR");
        }
    }

    private static void deliver(Program program, Program.Login account, int sender, Set<String> accepted, long end)
            throws Exception {
        for (int n = 0; System.nanoTime() < end; n++) {
            try (Talk talk = Talk.open(program.port("smtp"))) {
                talk.expect("220");
                talk.say("EHLO elsewhere.example", "250");
                for (int i = 0; i < 10 && System.nanoTime() < end; i++) {
                    String id = "<hammer-" + sender + "-" + n + "-" + i + "@elsewhere.example>";
                    talk.say("MAIL FROM:<a@elsewhere.example>", "250");
                    talk.say("RCPT TO:<" + account.address() + ">", "250");
                    talk.say("DATA", "354");
                    talk.say("Message-ID: " + id + "\r\nSubject: hammer\r\n\r\n" + "x".repeat(500) + "\r\n.", "250");
                    accepted.add(id);
                }
                talk.say("QUIT", "221");
            }
        }
    }

    private static void move(Program program, Program.Login account, AtomicInteger moved, long end) throws Exception {
        try (Store store = imap(program, account);
                IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
            Folder archive = store.getFolder("Archive");
            inbox.open(Folder.READ_WRITE);
            while (System.nanoTime() < end) {
                int count = inbox.getMessageCount();
                if (count == 0) {
                    continue;
                }
                Message[] some = inbox.getMessages(1, Math.min(count, 5));
                inbox.setFlags(some, new Flags(Flags.Flag.FLAGGED), true);
                inbox.setFlags(some, new Flags("hammered"), true);
                inbox.moveMessages(some, archive);
                inbox.expunge(); // only now does this client give what moved away its numbers back
                moved.addAndGet(some.length);
            }
        }
    }

    private static Store imap(Program program, Program.Login account) throws Exception {
        Properties properties = new Properties();
        properties.putAll(Map.of("mail.imaps.ssl.trust", "*"));
        Store store = Session.getInstance(properties).getStore("imaps");
        store.connect("localhost", program.port("imaps"), account.login(), account.password());
        return store;
    }
}
