package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.core.SystemFlag;
import org.tassis.imap.ImapProtocol;
import org.tassis.imap.session.ImapSettings;
import org.tassis.imap.session.Sharing;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.message.Spool;
import org.tassis.migration.imap.ImapServer;
import org.tassis.migration.imap.InMemoryPulls;
import org.tassis.migration.imap.Pull;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;
import org.tassis.net.Listener;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.SelfSigned;
import org.tassis.net.TlsContexts;
import org.tassis.store.InMemoryAnnotations;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.InMemoryShares;
import org.tassis.store.InMemoryUrlKeys;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoredMessage;
import org.tassis.store.UrlKeys;
import org.tassis.testkit.TestDirectory;

/// Mail is pulled from this server as from any other, over TLS, and over lines that break.
class PullFromTassisTest {
    private static final AccountId HERE = new AccountId(77);

    @TempDir
    Path directory;

    private final TestDirectory people = new TestDirectory();
    private final MailStore there = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final MailStore here = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final PullRecords records = new InMemoryPulls();
    private TlsContexts tls;
    private Network network;
    private int plain;
    private int secure;

    @BeforeEach
    void start() throws IOException {
        tls = new TlsContexts(
                List.of(new SelfSigned(directory.resolve("tls"), List.of("localhost"), InstantSource.system())));
        network = new Network(NetSettings.defaults(), tls, new SimpleMeterRegistry());
        UrlKeys keys = new InMemoryUrlKeys();
        ImapProtocol imap = new ImapProtocol(
                ImapSettings.defaults(Files.createDirectory(directory.resolve("spool"))),
                there,
                new InMemoryAnnotations(),
                new Sharing(new InMemoryShares(), people.directory),
                keys,
                new UrlAuthority(there, keys, people.directory::identify, InstantSource.system()),
                people.authenticator,
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        Optional<InetAddress> loopback = Optional.of(InetAddress.getLoopbackAddress());
        plain = network.bind(new Listener("imap", loopback, 0, Listener.TlsMode.NONE, false), imap)
                .port();
        secure = network.bind(new Listener("imaps", loopback, 0, Listener.TlsMode.IMPLICIT, false), imap)
                .port();
    }

    @AfterEach
    void stop() {
        network.stop(Duration.ZERO);
        tls.close();
    }

    private void put(String folder, int count) throws IOException {
        MailboxName name = new MailboxName(folder);
        AccountId ann = people.ann.id();
        there.mailboxes(ann);
        MailboxId mailbox = there.mailbox(ann, name)
                .orElseGet(() -> there.create(ann, name, Set.of()))
                .id();
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            try (Spool spool = new Spool(directory, 1 << 20)) {
                byte[] octets = ("Message-ID: <" + folder + i + "@x>\r\nSubject: " + i + "\r\n\r\n"
                                + "0123456789\r\n".repeat(random.nextInt(400)))
                        .getBytes(StandardCharsets.US_ASCII);
                spool.write(octets, 0, octets.length);
                spool.finish();
                Flags flags = i % 3 == 0 ? Flags.of(Set.of(SystemFlag.SEEN), List.of("$label1")) : Flags.NONE;
                there.append(
                        mailbox,
                        List.of(new NewMessage(spool, flags, Instant.ofEpochSecond(1_600_000_000L + i * 60L))));
            }
        }
    }

    private static List<String> all(MailStore store, AccountId account) throws IOException {
        List<String> all = new ArrayList<>();
        for (Mailbox folder : store.mailboxes(account)) {
            MailboxSnapshot snapshot = store.snapshot(folder.id());
            for (int i = 0; i < snapshot.count(); i++) {
                StoredMessage message = store.message(snapshot, i);
                try (InputStream in = message.open(0, message.size())) {
                    all.add(folder.name() + " " + snapshot.flags(i) + " " + snapshot.internalDate(i) + " "
                            + new String(in.readAllBytes(), StandardCharsets.US_ASCII));
                }
            }
        }
        return all;
    }

    private Progress.Figures pull(int port, ImapServer.Security security, Optional<String> pin) {
        Progress progress = new Progress();
        new Pull(here, records, directory, progress, Duration.ofMillis(1))
                .run(
                        HERE,
                        new Pull.Source(
                                new ImapServer("localhost", port, security, pin, OptionalLong.empty()),
                                "ann",
                                Optional.empty(),
                                Set.of()),
                        new Secret(TestDirectory.ANN_PASSWORD));
        return progress.figures();
    }

    @Test
    void everythingComesOverTls() throws IOException {
        put("INBOX", 250);
        put("Été/à la mer", 3);
        put("Sent", 2);
        String[] pin = new String[1];
        assertThatThrownBy(() -> pull(secure, ImapServer.Security.IMPLICIT, Optional.empty()))
                .isInstanceOfSatisfying(
                        Stopped.class, e -> pin[0] = e.getMessage().replaceAll(".*--pin ([0-9a-f]{64}).*", "$1"));
        Progress.Figures figures = pull(secure, ImapServer.Security.IMPLICIT, Optional.of(pin[0]));
        assertThat(figures.messages()).isEqualTo(255);
        assertThat(all(here, HERE)).containsExactlyInAnyOrderElementsOf(all(there, people.ann.id()));
        assertThat(pull(secure, ImapServer.Security.IMPLICIT, Optional.of(pin[0]))
                        .messages())
                .isZero();
    }

    @Test
    void overALineThatBreaksNothingIsLostAndNothingComesTwice() throws Exception {
        put("INBOX", 400);
        put("Work", 200);
        try (Cutting line = new Cutting(plain, 120_000)) {
            int runs = 0;
            boolean done = false;
            while (!done && runs++ < 50) {
                try {
                    pull(line.port(), ImapServer.Security.NONE, Optional.empty());
                    done = true;
                } catch (Stopped e) {
                    assertThat(e.reason()).isEqualTo(Stopped.Reason.FAILED);
                }
            }
            assertThat(done).isTrue();
            assertThat(line.cuts()).isGreaterThan(3);
        }
        assertThat(all(here, HERE)).containsExactlyInAnyOrderElementsOf(all(there, people.ann.id()));
    }

    /// A line that breaks each connection after some octets from the server.
    private static final class Cutting implements AutoCloseable {
        private final ServerSocket socket;
        private final int to;
        private final Random random = new Random(3);
        private final int most;
        private volatile int cuts;

        Cutting(int to, int most) throws IOException {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.to = to;
            this.most = most;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        int cuts() {
            return cuts;
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = socket.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                    int allowed = 60_000 + random.nextInt(most);
                    Thread.ofVirtual().start(() -> pump(client, server, Integer.MAX_VALUE));
                    Thread.ofVirtual().start(() -> pump(server, client, allowed));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private void pump(Socket from, Socket into, int allowed) {
            byte[] buffer = new byte[4096];
            int left = allowed;
            try (from;
                    into) {
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, Math.min(n, left));
                    left -= n;
                    if (left <= 0) {
                        cuts++;
                        return;
                    }
                }
            } catch (IOException e) {
                // broken
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
