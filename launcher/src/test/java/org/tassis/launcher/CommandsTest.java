package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.control.Control;
import org.tassis.launcher.control.ControlClient;

/// The command line over the API, both ends.
class CommandsTest {
    @TempDir
    static Path directory;

    private static Site site;
    private static Path file;
    private static final AtomicReference<Command> COMMAND = new AtomicReference<>();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory);
        file = directory.resolve("control");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private Control open() throws IOException {
        return Control.open(file, site.web.control(), CommandsTest::run);
    }

    private static int run(List<String> words, InputStream in, PrintWriter out, PrintWriter err) {
        return COMMAND.get().run(words, in, out, err);
    }

    @Test
    void aCommandRunsInTheServerAndItsOutputComesBack() throws Exception {
        COMMAND.set((words, in, out, err) -> {
            try {
                out.println(words + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            err.println("careful \"\\ \u20ac");
            return 7;
        });
        try (Control _ = open()) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(ControlClient.ask(
                            file, List.of("domain", "école"), "secret\n".getBytes(StandardCharsets.UTF_8), out, err))
                    .contains(7);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[domain, école] secret\n\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("careful \"\\ \u20ac\n");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatIsPrintedComesBeforeTheEnd() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        COMMAND.set((_, _, out, _) -> {
            out.print("half");
            out.flush();
            try {
                return seen.await(20, TimeUnit.SECONDS) ? 0 : 3;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return 4;
            }
        });
        ByteArrayOutputStream watching = new ByteArrayOutputStream() {
            @Override
            public synchronized void flush() {
                seen.countDown();
            }
        };
        try (Control _ = open()) {
            assertThat(ControlClient.ask(file, List.of("x"), new byte[0], watching, err))
                    .contains(0);
        }
    }

    @Test
    void muchOutputAndMuchInputArrive() throws Exception {
        COMMAND.set((_, in, out, _) -> {
            try {
                int octets = in.readAllBytes().length;
                for (int i = 0; i < 100_000; i++) {
                    out.println("line " + i + " \ud83d\ude00");
                }
                out.println(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return 0;
        });
        try (Control _ = open()) {
            assertThat(ControlClient.ask(file, List.of("x"), new byte[5_000_000], out, err))
                    .contains(0);
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("line 0 \ud83d\ude00\n")
                .endsWith("line 99999 \ud83d\ude00\n5000000\n");
    }

    @Test
    void aCommandThatFailsIsNoEndOfTheServer() throws Exception {
        COMMAND.set((_, _, _, _) -> {
            throw new IllegalStateException("planted");
        });
        try (Control _ = open()) {
            assertThat(ControlClient.ask(file, List.of("x"), new byte[0], out, err))
                    .contains(1);
            assertThat(ControlClient.ask(file, List.of("x"), new byte[0], out, err))
                    .contains(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("could not do this")
                .doesNotContain("planted");
    }

    @Test
    void withoutItsKeyNothingRuns() throws Exception {
        COMMAND.set((_, _, _, _) -> {
            throw new AssertionError("ran");
        });
        try (Control _ = open()) {
            Path forged = Files.writeString(
                    directory.resolve("forged"), Files.readString(file).split(" ", 2)[0] + " 00");
            assertThatThrownBy(() -> ControlClient.ask(forged, List.of("x"), new byte[0], out, err))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");
        }
    }

    @Test
    void theControlPortHasNothingButTheApi() throws Exception {
        int port = site.web.control().port().orElseThrow();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/login", "/health", "/metrics", "/web/tassis.css")) {
                assertThat(client.send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/mailboxes"))
                                            .header(
                                                    "Authorization",
                                                    "Bearer "
                                                            + site.web.control().key())
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void elsewhereTheKeyIsNone() throws Exception {
        assertThat(site.api("https", site.web.control().key())
                        .call("GET", "/api/v1/mailboxes", "")
                        .statusCode())
                .isEqualTo(401);
    }
}
