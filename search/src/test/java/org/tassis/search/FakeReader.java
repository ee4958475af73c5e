package org.tassis.search;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A process that reads files as the real one does, and fails as a file tells it: `hang`, `die`, `flood`,
/// `nonsense`, `deaf` (by the name), `none`, `wait` (until the file `go` is there). Its text is otherwise
/// what is in the file. It writes down what it was given.
final class FakeReader {
    private FakeReader() {}

    /// How it is started.
    ///
    /// @param notes a directory for its notes, and for `go`
    static List<String> command(Path notes) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FakeReader.class.getName(),
                notes.toString());
    }

    /// What it was given so far, a line for each file.
    static List<String> notes(Path notes) {
        Path file = notes.resolve("given");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path notes = Path.of(arguments[0]);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out))) {
            out.writeInt(TextProcess.READY);
            out.flush();
            while (true) {
                String type;
                try {
                    type = in.readUTF();
                } catch (EOFException _) {
                    return;
                }
                String name = in.readUTF();
                if (name.startsWith("deaf")) {
                    hang();
                }
                ByteArrayOutputStream octets = new ByteArrayOutputStream();
                for (int length = in.readInt(); length != 0; length = in.readInt()) {
                    octets.write(in.readNBytes(length));
                }
                String text = octets.toString(StandardCharsets.UTF_8);
                Files.writeString(
                        notes.resolve("given"),
                        type + " " + name + " " + text.lines().findFirst().orElse("") + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                answer(text, notes, out);
                out.flush();
            }
        }
    }

    private static void answer(String text, Path notes, DataOutputStream out) throws IOException {
        switch (text.split(" ", 2)[0]) {
            case "hang" -> hang();
            case "die" -> Runtime.getRuntime().halt(1);
            case "flood" -> {
                out.writeInt(TextProcess.TEXT);
                out.writeInt(Integer.MAX_VALUE);
            }
            case "nonsense" -> out.writeBytes("nonsense that has no end ".repeat(100));
            case "none" -> {
                out.writeInt(TextProcess.NONE);
                out.writeInt(0);
            }
            case "wait" -> {
                while (!Files.exists(notes.resolve("go"))) {
                    LockSupport.parkNanos(1_000_000);
                }
                text(text, out);
            }
            default -> text(text, out);
        }
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(TextProcess.TEXT);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }
}
