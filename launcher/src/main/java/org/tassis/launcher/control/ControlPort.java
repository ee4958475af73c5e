package org.tassis.launcher.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Both ends of the control connection.
///
/// Request: key, number of arguments, arguments (all modified UTF-8), length and octets of standard input.
/// Answer: frames of one octet (1 output, 2 error output, 3 end), a length, and as many octets; the end's length is
/// the
/// exit status.
public final class ControlPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPort.class);
    private static final int MAX_ARGUMENTS = 1000;
    private static final int MAX_INPUT = 64 << 20;
    private static final int MAX_AT_ONCE = 16;

    private final ServerSocket socket;
    private final String key;
    private final Path file;
    private final Command command;
    private final Semaphore slots = new Semaphore(MAX_AT_ONCE);

    private ControlPort(ServerSocket socket, String key, Path file, Command command) {
        this.socket = socket;
        this.key = key;
        this.file = file;
        this.command = command;
    }

    /// @param file where port and key are written for those who may read them
    public static ControlPort open(Path file, Command command) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ControlPort port = new ControlPort(socket, HexFormat.of().formatHex(random), file, command);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, socket.getLocalPort() + " " + port.key + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Thread.ofVirtual().name("control").start(port::accept);
        return port;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (slots.tryAcquire()) {
                    Thread.ofVirtual().name("control-command").start(() -> {
                        try (client) {
                            serve(client);
                        } catch (SocketTimeoutException e) {
                            LOG.debug("a control connection said nothing");
                        } catch (IOException e) {
                            LOG.debug("a control connection broke", e);
                        } finally {
                            slots.release();
                        }
                    });
                } else {
                    client.close();
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warn("the control port failed", e);
                }
            }
        }
    }

    private void serve(Socket client) throws IOException {
        client.setSoTimeout(30_000);
        DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
        byte[] given = in.readUTF().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, key.getBytes(StandardCharsets.UTF_8))) {
            return;
        }
        int count = in.readInt();
        if (count < 0 || count > MAX_ARGUMENTS) {
            return;
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(in.readUTF());
        }
        int length = in.readInt();
        if (length < 0 || length > MAX_INPUT) {
            return;
        }
        InputStream input = new ByteArrayInputStream(in.readNBytes(length));
        int status;
        try (PrintWriter words = new PrintWriter(new Frames(out, 1), false, StandardCharsets.UTF_8);
                PrintWriter errors = new PrintWriter(new Frames(out, 2), false, StandardCharsets.UTF_8)) {
            try {
                status = command.run(arguments, input, words, errors);
            } catch (RuntimeException e) {
                LOG.error("a command failed: {}", arguments.isEmpty() ? "" : arguments.getFirst(), e);
                errors.println("The server could not do this; its log says why.");
                status = 1;
            }
        }
        synchronized (out) {
            out.writeByte(3);
            out.writeInt(status);
            out.flush();
        }
    }

    /// What is written becomes frames of one kind.
    private static final class Frames extends OutputStream {
        private final DataOutputStream out;
        private final int kind;

        Frames(DataOutputStream out, int kind) {
            this.out = out;
            this.kind = kind;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            synchronized (out) {
                out.writeByte(kind);
                out.writeInt(length);
                out.write(octets, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            synchronized (out) {
                out.flush();
            }
        }
    }

    /// Runs a command inside the server that wrote `file`.
    ///
    /// @return its exit status, or nothing when no server answers there
    public static Optional<Integer> ask(
            Path file, List<String> arguments, byte[] input, OutputStream out, OutputStream err) throws IOException {
        String[] words;
        try {
            words = Files.readString(file).strip().split(" ", 2);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (words.length != 2) {
            return Optional.empty();
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0]));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
        try (server) {
            DataOutputStream request = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
            request.writeUTF(words[1]);
            request.writeInt(arguments.size());
            for (String argument : arguments) {
                request.writeUTF(argument);
            }
            request.writeInt(input.length);
            request.write(input);
            request.flush();
            DataInputStream answer = new DataInputStream(new BufferedInputStream(server.getInputStream()));
            while (true) {
                int kind = answer.readByte();
                int value = answer.readInt();
                if (kind == 3) {
                    return Optional.of(value);
                }
                OutputStream to = kind == 1 ? out : err;
                to.write(answer.readNBytes(value));
                to.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        Files.deleteIfExists(file);
    }
}
