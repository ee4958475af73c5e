package org.tassis.acceptance.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// What the benchmarks of the packaged server share: messages, names, clients at the same time.
final class Load {
    private Load() {}

    @FunctionalInterface
    interface Client {
        void run(int number) throws Exception;
    }

    /// Returns when all have ended; what one of them threw is thrown.
    static void together(int clients, Client client) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    client.run(number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    static String user(int number) {
        return "user%04d".formatted(number % ServerProcess.USERS + 1);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Messages of 2 to 100 KB, one in a hundred of 1 MB, with plain text and attachments.
    static List<byte[]> corpus(int count, long seed) {
        Random random = new Random(seed);
        List<byte[]> messages = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int size = n % 100 == 99 ? 1 << 20 : 2048 + (int) (Math.pow(random.nextDouble(), 3) * 98_000);
            messages.add(message(n, size, random));
        }
        return messages;
    }

    /// @param size about; octets
    static byte[] message(int number, int size, Random random) {
        StringBuilder text = new StringBuilder()
                .append("From: Sender %d <sender%d@bench.example>\r\n".formatted(number, number))
                .append("To: Somebody <user0001@bench.test>, Other <user0002@bench.test>\r\n")
                .append("Subject: =?utf-8?q?m=C3=A9ssage?= number %d\r\n".formatted(number))
                .append("Date: Sat, 21 Nov 2026 08:00:00 +0000\r\n")
                .append("Message-ID: <%d.%d@bench.example>\r\n".formatted(number, random.nextLong()))
                .append("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n")
                .append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
        for (int line = 0; line < 12; line++) {
            text.append("A line of words that somebody wrote, number ")
                    .append(line)
                    .append(".\r\n");
        }
        text.append("--cut\r\nContent-Type: application/octet-stream; name=file.bin\r\n")
                .append("Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n");
        byte[] attachment = new byte[Math.max(16, (size - text.length()) * 3 / 4)];
        random.nextBytes(attachment);
        text.append(Base64.getMimeEncoder().encodeToString(attachment)).append("\r\n--cut--\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
