package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A server on loopback that does with each connection what a test wants.
final class ScriptedServer implements AutoCloseable {
    interface Script {
        void serve(Socket client) throws Exception;
    }

    private final ServerSocket socket;

    ScriptedServer(Script script) {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Thread.ofVirtual().start(() -> {
                        try (client) {
                            script.serve(client);
                        } catch (Exception _) {
                            // the client went away, or the test is over
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
