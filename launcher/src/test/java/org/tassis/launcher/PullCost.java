package org.tassis.launcher;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.migration.imap.ImapServer;
import org.tassis.migration.imap.Pull;
import org.tassis.migration.intake.Progress;
import org.tassis.sql.DataDirectory;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.SqlMailStore;
import org.tassis.sql.SqlStoreSettings;
import org.tassis.sql.migration.SqlPulls;
import org.tassis.testkit.LocalDovecot;
import org.tassis.testkit.TestDirectory;

/// What pulling costs: `main COUNT` fills a mailbox of Dovecot with messages of 1 KB to 5 KB, pulls it into a
/// store on Derby, durably, and pulls it once more; prints messages a second and processor time of this
/// process per message.
final class PullCost {
    private PullCost() {}

    public static void main(String[] words) throws IOException {
        int count = words.length > 0 ? Integer.parseInt(words[0]) : 2500;
        LocalDovecot dovecot = LocalDovecot.shared().orElseThrow();
        String user = dovecot.newMailbox(List.of());
        long octets = fill(dovecot.imapPort(), user, count);
        Path directory = Files.createTempDirectory("pull-cost");
        try (DataDirectory data = DataDirectory.open(directory);
                Database database = Database.open(new DatabaseSettings.Embedded(data.database()));
                SqlMailStore store = SqlMailStore.open(
                        data.volumes(),
                        database,
                        _ -> Quota.UNLIMITED,
                        InstantSource.system(),
                        new SimpleMeterRegistry(),
                        SqlStoreSettings.DEFAULT)) {
            for (String name : List.of("first pull", "second pull, nothing new", "third")) {
                long start = System.nanoTime();
                long cpu = cpu();
                Progress progress = new Progress();
                Pull.Source source = new Pull.Source(
                        new ImapServer(
                                "127.0.0.1",
                                dovecot.imapPort(),
                                ImapServer.Security.NONE,
                                Optional.empty(),
                                OptionalLong.empty()),
                        user,
                        Optional.empty(),
                        Set.of());
                new Pull(store, new SqlPulls(database), directory, progress, Duration.ofSeconds(1))
                        .run(new AccountId(5), source, new Secret(TestDirectory.ANN_PASSWORD));
                double seconds = (System.nanoTime() - start) / 1e9;
                long messages = progress.figures().messages();
                System.out.printf(
                        "%s: %d messages, %d MB in %.1f s: %.0f a second, %.2f ms processor time per message%n",
                        name,
                        messages,
                        octets >> 20,
                        seconds,
                        messages / seconds,
                        (cpu() - cpu) / 1e6 / Math.max(1, count));
            }
        }
        System.exit(0);
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long fill(int port, String user, int count) throws IOException {
        Random random = new Random(1);
        long octets = 0;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            until(in, "* OK");
            out.write(("a LOGIN " + user + " " + TestDirectory.ANN_PASSWORD + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            until(in, "a OK");
            StringBuilder body = new StringBuilder();
            while (body.length() < 8_000) {
                body.append(Long.toString(random.nextLong(), 36).repeat(5)).append("\r\n");
            }
            for (int i = 0; i < count; i++) {
                String text = "Message-ID: <" + i + "@x>\r\nFrom: a@x\r\nTo: b@x\r\nSubject: " + i
                        + "\r\nDate: Sat, 21 Nov 2026 08:39:03 +0000\r\n\r\n"
                        + body.substring(0, 1000 + random.nextInt(4_000)); // that server's quota is 10 MB
                octets += text.length();
                out.write(("b APPEND INBOX (\\Seen) {" + text.length() + "+}\r\n" + text + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                until(in, "b OK");
            }
        }
        return octets;
    }

    private static void until(InputStream in, String start) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended");
            }
            if (b == '\n') {
                if (line.toString().startsWith(start)) {
                    return;
                }
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }
    }
}
