package org.tassis.extract;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The process: reads files from its standard input until that ends, and answers each on its standard output.
///
/// First it says that it is ready (0x54415353). A file comes as media type and name (as {@link
/// DataOutputStream#writeUTF} writes them) and its octets in pieces, each behind its length (4 octets), until
/// one of length 0. The answer is 1 for a text and 2 for none, the length, and the text in UTF-8.
public final class Worker {
    private static final int READY = 0x54415353;
    private static final int TEXT = 1;
    private static final int NONE = 2;
    private static final int LONGEST_PIECE = 1 << 20;

    /// The server has killed this process long before; this is for one whose server is no more.
    private static final int PATIENCE = 2;

    private Worker() {}

    /// @param arguments the time limit for a file, in seconds; the most characters of a text
    /// @throws IOException the server is gone, or says nonsense
    public static void main(String[] arguments) throws IOException {
        Duration limit = Duration.ofSeconds(Long.parseLong(arguments[0])).multipliedBy(PATIENCE);
        System.setOut(System.err); // what libraries say is no answer
        FileText text = new FileText(Integer.parseInt(arguments[1]));
        AtomicLong end = new AtomicLong();
        watch(end);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
            out.writeInt(READY);
            out.flush();
            while (true) {
                String type;
                try {
                    type = in.readUTF();
                } catch (EOFException _) { // nothing more is wanted
                    return;
                }
                String name = in.readUTF();
                end.set(System.nanoTime() + limit.toNanos());
                Path file = Files.createTempFile("attachment", "");
                Optional<String> found;
                try {
                    receive(in, file);
                    found = text.of(file, type, name);
                } finally {
                    Files.deleteIfExists(file);
                }
                end.set(0);
                answer(found, out);
            }
        }
    }

    private static void receive(DataInputStream in, Path file) throws IOException {
        try (OutputStream octets = Files.newOutputStream(file)) {
            for (int length = in.readInt(); length != 0; length = in.readInt()) {
                if (length < 0 || length > LONGEST_PIECE) {
                    throw new IOException("a piece of " + length + " octets");
                }
                octets.write(in.readNBytes(length));
            }
        }
    }

    private static void answer(Optional<String> text, DataOutputStream out) throws IOException {
        byte[] octets = text.orElse("").getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.isPresent() ? TEXT : NONE);
        out.writeInt(octets.length);
        out.write(octets);
        out.flush();
    }

    /// Ends the process when a file takes too long, whatever it does.
    private static void watch(AtomicLong end) {
        Thread.ofPlatform().name("limit").daemon().start(() -> {
            while (true) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                long until = end.get();
                if (until != 0 && System.nanoTime() - until > 0) {
                    Runtime.getRuntime().halt(3);
                }
            }
        });
    }
}
