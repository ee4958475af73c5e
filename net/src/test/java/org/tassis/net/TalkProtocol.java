package org.tassis.net;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A small protocol of lines for tests; each session also shows its connection and how it ended.
final class TalkProtocol implements Protocol {
    static final int LONGEST_LINE = 100;

    final BlockingQueue<Connection> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    final CountDownLatch hold = new CountDownLatch(1);
    volatile Duration timeout = Duration.ofSeconds(20);
    volatile @Nullable FileChannel file;

    @Override
    public String name() {
        return "talk";
    }

    @Override
    public String refusal(Refusal why) {
        return "BYE " + why + "\r\n";
    }

    @Override
    public void serve(Connection c) throws IOException {
        sessions.add(c);
        try {
            c.write("HELLO\r\n");
            while (command(c)) {
                // reading flushes
            }
        } catch (ServerStopping e) {
            ends.add(e);
            c.write("BYE stopping\r\n");
        } catch (Throwable e) {
            ends.add(e);
            throw e;
        }
    }

    private boolean command(Connection c) throws IOException {
        String line;
        try {
            line = new String(c.readLine(LONGEST_LINE, timeout), StandardCharsets.ISO_8859_1);
        } catch (LineTooLong e) {
            c.write("TOO LONG\r\n");
            return true;
        }
        var words = line.split(" ");
        switch (words[0]) {
            case "MAIL" -> { // MAIL text: answers with it as content of a message
                c.write("COMES\r\n");
                c.content(true);
                c.write(line.substring(5) + "\r\n");
                c.content(false);
                c.write("CAME\r\n");
            }
            case "QUIT" -> {
                c.write("BYE\r\n");
                return false;
            }
            case "STARTTLS" -> {
                c.write("GO\r\n");
                c.startTls();
            }
            case "COMPRESS" -> {
                c.write("PACKED\r\n");
                c.compress();
            }
            case "LITERAL" -> { // LITERAL n: reads n octets and tells their sum
                var octets = new byte[Integer.parseInt(words[1])];
                c.readFully(octets, 0, octets.length, timeout);
                c.write("SUM " + sum(octets) + "\r\n");
            }
            case "STREAM" -> { // STREAM n: the same with read()
                int left = Integer.parseInt(words[1]);
                var octets = new byte[1000];
                long sum = 0;
                while (left > 0) {
                    int n = c.read(octets, 0, Math.min(left, octets.length), timeout);
                    for (int i = 0; i < n; i++) {
                        sum += octets[i] & 0xff;
                    }
                    left -= n;
                }
                c.write("SUM " + sum + "\r\n");
            }
            case "BODY" -> { // reads blocks up to a dot, and gives back what follows it
                var block = new byte[64];
                int octets = 0;
                for (boolean end = false; !end; ) {
                    int n = c.read(block, 0, block.length, timeout);
                    int dot = new String(block, 0, n, StandardCharsets.ISO_8859_1).indexOf('.');
                    end = dot >= 0;
                    octets += end ? dot : n;
                    if (end) {
                        c.unread(block, dot + 1, n - dot - 1);
                    }
                }
                c.write("BODY " + octets + "\r\n");
            }
            case "HALF" -> { // gives up a line, reads its octets with others, gives some back and reads them again
                try {
                    c.write("HALF?\r\n");
                    c.readLine(LONGEST_LINE, Duration.ofMillis(50));
                    c.write("NO TIMEOUT\r\n");
                } catch (ConnectionTimeout e) {
                    c.write(c.await(Duration.ofMillis(10)) + " " + c.available() + "\r\n");
                    var octets = new byte[8];
                    int n = c.read(octets, 0, 3, timeout);
                    c.unread(octets, 1, n - 1);
                    c.readFully(octets, 1, 7, timeout);
                    c.write("OCTETS " + new String(octets, StandardCharsets.ISO_8859_1) + "\r\n");
                }
            }
            case "SEND" -> { // SEND n: n octets
                var octets = new byte[10_000];
                long left = Long.parseLong(words[1]);
                while (left > 0) {
                    int n = (int) Math.min(octets.length, left);
                    c.write(octets, 0, n);
                    left -= n;
                }
            }
            case "FILE" -> { // FILE from length
                c.write("FILE\r\n");
                c.writeFile(Objects.requireNonNull(file), Long.parseLong(words[1]), Long.parseLong(words[2]));
                c.write("END\r\n");
            }
            case "AWAIT" -> {
                c.write("WAITING\r\n");
                c.write(c.await(timeout) + "\r\n");
            }
            case "HOLD" -> { // reads nothing until the test lets it
                c.write("HELD\r\n");
                c.flush();
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            case "LOGIN" -> {
                c.authenticated(words[1]);
                c.write("OK\r\n");
            }
            case "SECRET" -> {
                c.mask(true);
                c.write("PASSWORD?\r\n");
                c.readLine(LONGEST_LINE, timeout);
                c.mask(false);
                c.write("OK\r\n");
            }
            case "WHO" ->
                c.write(c.remote() + " " + c.local() + " " + c.isEncrypted() + " " + c.isConfidential() + "\r\n");
            default -> c.write("ECHO " + line + "\r\n");
        }
        return true;
    }

    static long sum(byte[] octets) {
        long sum = 0;
        for (byte b : octets) {
            sum += b & 0xff;
        }
        return sum;
    }
}
