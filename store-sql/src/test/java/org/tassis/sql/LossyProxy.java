package org.tassis.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// Stands before a database server and, when told to, loses the answer to the next COMMIT and with it the
/// connection.
final class LossyProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final AtomicBoolean armed = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param server port on this machine
    LossyProxy(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void loseTheNextAnswer() {
        armed.set(true);
    }

    boolean hasLostIt() {
        return !armed.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                AtomicBoolean lose = new AtomicBoolean();
                threads.submit(() -> pass(client, there, lose, true));
                threads.submit(() -> pass(there, client, lose, false));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pass(Socket from, Socket to, AtomicBoolean lose, boolean asking) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (asking
                        && armed.get()
                        && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("COMMIT")
                        && armed.compareAndSet(true, false)) {
                    lose.set(true);
                }
                if (!asking && lose.get()) {
                    return; // it was committed: this is the answer
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // the other side closed
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
