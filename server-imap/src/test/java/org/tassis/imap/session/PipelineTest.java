package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tassis.core.Quota;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;

class PipelineTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\n" + "0123456789abcdef".repeat(64) + "\r\n";

    @Test
    void pipelinedCommandsAreAnsweredInTheirOrder() {
        try (var server = new TestServer();
                var client = server.select()) {
            StringBuilder burst = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                switch (i % 5) {
                    case 0 -> burst.append("p").append(i).append(" APPEND INBOX {5+}\r\na: b\n\r\n");
                    case 1 -> burst.append("p").append(i).append(" FETCH * (UID FLAGS)\r\n");
                    case 2 -> burst.append("p").append(i).append(" STORE * +FLAGS (\\Seen)\r\n");
                    case 3 -> burst.append("p").append(i).append(" NOOP\r\n");
                    default -> burst.append("p").append(i).append(" UID SEARCH ALL\r\n");
                }
            }
            client.raw(burst.toString());
            List<String> completed = new ArrayList<>();
            while (completed.size() < 200) {
                String line = client.line();
                assertThat(line).isNotEmpty();
                if (line.startsWith("p")) {
                    assertThat(line).matches("p\\d+ OK.*");
                    completed.add(line.substring(1, line.indexOf(' ')));
                }
            }
            for (int i = 0; i < 200; i++) {
                assertThat(completed.get(i)).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void aCommandCutAnywhereIsTheSameCommand() {
        try (var server = new TestServer();
                var client = server.select()) {
            String talk = "a APPEND INBOX (\\Seen) {5+}\r\na: b\n\r\nb FETCH 1 (FLAGS)\r\nc IDLE\r\nDONE\r\nd NOOP\r\n";
            for (int i = 0; i < talk.length(); i++) {
                client.raw(talk.substring(i, i + 1));
            }
            assertThat(client.until("a").getLast()).startsWith("OK [APPENDUID");
            assertThat(client.until("b")).contains("* 1 FETCH (FLAGS (\\Seen \\Recent))");
            assertThat(client.until("c").getLast()).startsWith("OK");
            assertThat(client.until("d").getLast()).startsWith("OK");
        }
    }

    @Test
    void aClientThatStopsReadingIsBoundedInTime() {
        NetSettings n = NetSettings.defaults();
        NetSettings hasty = new NetSettings(
                n.maxConnections(),
                n.maxPerAddress(),
                n.maxPerNetwork(),
                n.unlimited(),
                n.backlog(),
                Duration.ofMillis(300),
                n.handshakeTimeout(),
                n.proxyTimeout(),
                n.trustedProxies(),
                false,
                0);
        try (var server = new TestServer(TlsMode.NONE, UnaryOperator.identity(), Set.of(), Quota.UNLIMITED, hasty);
                var slow = server.select();
                var other = server.select()) {
            String large = "Subject: large\r\n\r\n" + "x".repeat(4 << 20) + "\r\n";
            slow.append("INBOX", large);
            for (int i = 0; i < 40; i++) {
                slow.send("f" + i + " FETCH 1 BODY.PEEK[]");
            }
            long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
            while (server.meters
                                    .get("tassis.imap.sessions")
                                    .tag("state", "selected")
                                    .gauge()
                                    .value()
                            > 1
                    && System.nanoTime() < end) {
                other.ok("NOOP"); // the others are served meanwhile
            }
            assertThat(server.meters
                            .get("tassis.imap.sessions")
                            .tag("state", "selected")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void tooManyBadCommandsEndTheSession() {
        try (var server = new TestServer();
                var client = server.login()) {
            int bad = 0;
            client.raw("x NONSENSE\r\n".repeat(100));
            String line;
            boolean bye = false;
            do {
                line = client.line();
                bad += line.startsWith("x BAD") ? 1 : 0;
                bye |= line.startsWith("* BYE");
            } while (!line.isEmpty());
            assertThat(bad).isLessThanOrEqualTo(20);
            assertThat(bye).isTrue();
        }
    }

    @Test
    void largeMessagesComeBackOctetForOctet() {
        try (var server = new TestServer(
                        TlsMode.NONE, UnaryOperator.identity(), Set.of(), Quota.UNLIMITED, NetSettings.defaults());
                var client = server.select()) {
            StringBuilder message = new StringBuilder("Subject: large\r\n\r\n");
            for (int i = 0; i < 60_000; i++) {
                message.append("line ").append(i).append(" (with }{ and \" in it\r\n");
            }
            client.append("INBOX", message.toString());
            String line = client.ok("FETCH 1 BODY.PEEK[]").getFirst();
            assertThat(line.substring(line.indexOf('\n') + 1, line.length() - 1))
                    .isEqualTo(message.toString());
        }
    }

    @Test
    void whoNeverLetsItselfBeToldOfExpungesIsBounded() {
        try (var server = new TestServer();
                var deaf = server.select();
                var busy = server.select()) {
            busy.append("INBOX", MESSAGE);
            boolean bye = false;
            for (int i = 1; i < 600 && !bye; i++) {
                busy.append("INBOX", MESSAGE);
                busy.ok("UID STORE " + i + " +FLAGS.SILENT (\\Deleted)");
                busy.ok("EXPUNGE");
                deaf.send("f" + i + " FETCH 1 FLAGS");
                String line;
                do {
                    line = deaf.line();
                    bye |= line.startsWith("* BYE [LIMIT]");
                } while (!line.startsWith("f" + i + " ") && !line.isEmpty());
            }
            assertThat(bye).isTrue();
        }
    }

    /// One mailbox, three sessions that append, flag, move and expunge: each one's idea of the mailbox stays right.
    @Test
    void sessionsThatChangeOneMailboxAgreeInTheEnd() throws InterruptedException {
        try (var server = new TestServer(
                TlsMode.NONE, UnaryOperator.identity(), Set.of(), Quota.UNLIMITED, NetSettings.defaults())) {
            List<Thread> threads = new ArrayList<>();
            List<String> faults = Collections.synchronizedList(new ArrayList<>());
            for (int t = 0; t < 3; t++) {
                int seed = t;
                threads.add(Thread.ofVirtual().start(() -> {
                    try (ImapClient client = server.login()) {
                        new Follower(client, seed, faults).run();
                    } catch (RuntimeException | AssertionError e) {
                        faults.add(e.toString());
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(faults).isEmpty();
        }
    }

    /// Believes what the server says, and compares it with what is there.
    private static final class Follower {
        private final ImapClient client;
        private final Random random;
        private final List<String> faults;
        private int count;

        Follower(ImapClient client, int seed, List<String> faults) {
            this.client = client;
            this.random = new Random(seed);
            this.faults = faults;
        }

        void run() {
            hear(client.ok("SELECT INBOX"), true);
            for (int i = 0; i < 150; i++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> hear(client.ok("APPEND INBOX {" + MESSAGE.length() + "+}\r\n" + MESSAGE), true);
                    case 2 -> {
                        if (count > 0) {
                            hear(
                                    client.command(
                                            "STORE " + (1 + random.nextInt(count)) + " +FLAGS.SILENT (\\Deleted)"),
                                    false);
                        }
                    }
                    case 3 -> hear(client.ok("EXPUNGE"), true);
                    case 4 -> {
                        if (count > 0) {
                            String of = (1 + random.nextInt(count)) + ":*";
                            hear(client.ok("FETCH " + of + " (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"), false);
                        }
                    }
                    default -> {
                        hear(client.ok("NOOP"), true);
                        if (count > 0) {
                            // NO [EXPUNGEISSUED] when another was faster
                            hear(client.command("MOVE " + (1 + random.nextInt(count)) + " Archive"), true);
                        }
                    }
                }
            }
        }

        private void hear(List<String> lines, boolean mayExpunge) {
            for (String line : lines) {
                String[] words = line.split(" ");
                if (words.length == 3 && words[2].equals("EXISTS")) {
                    int now = Integer.parseInt(words[1]);
                    if (now < count) {
                        faults.add("EXISTS fell from " + count + " to " + now);
                    }
                    count = now;
                } else if (words.length == 3 && words[2].equals("EXPUNGE")) {
                    int gone = Integer.parseInt(words[1]);
                    if (!mayExpunge || gone > count || gone < 1) {
                        faults.add(line + " of " + count + (mayExpunge ? "" : " at a forbidden time"));
                    }
                    count--;
                } else if (words.length > 2 && words[2].equals("FETCH") && Integer.parseInt(words[1]) > count) {
                    faults.add(line + " of " + count);
                }
            }
            if (lines.getLast().startsWith("BAD")) {
                faults.add(lines.toString());
            }
        }
    }
}
