package org.tassis.launcher.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.net.Connection;
import org.tassis.net.Listener;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.Protocol;
import org.tassis.net.ProtocolLog;
import org.tassis.testkit.TestClock;

class ProtocolRecorderTest {
    private static final Duration LONG = Duration.ofMinutes(15);

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private ProtocolRecorder recorder;
    private Network network;

    private int listen(long maxSize) throws IOException {
        recorder = new ProtocolRecorder(new Recordings(directory.resolve("protocol")), clock, maxSize);
        network = new Network(NetSettings.defaults(), null, new SimpleMeterRegistry(), recorder.log());
        return network.bind(new Listener("test", Optional.empty(), 0, Listener.TlsMode.NONE, false), new Echo())
                .port();
    }

    @AfterEach
    void stop() {
        network.stop(Duration.ofSeconds(1));
        recorder.close();
    }

    @Test
    void aRecordingIsAFileForItsOwnerAlone() throws Exception {
        int port = listen(1 << 20);
        ProtocolRecorder.Running running =
                recorder.start(ProtocolLog.everybody(), "all sessions", LONG).orElseThrow();
        say(port, "hello", "a1 LOGIN ann secret");
        assertThat(Files.getPosixFilePermissions(running.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(directory.resolve("protocol")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.readString(running.file()))
                .contains("# all sessions, until 2026-02-03T10:26:12Z")
                .contains(" = echo from 127.0.0.1\n")
                .contains(" < hello\n")
                .contains(" > you said 5\n")
                .contains(" < a1 LOGIN ***\n")
                .doesNotContain("secret");
        assertThat(recorder.stop()).contains(running);
        assertThat(recorder.stop()).isEmpty();
        String ended = Files.readString(running.file());
        assertThat(ended).endsWith("# stopped\n");
        say(port, "more");
        assertThat(Files.readString(running.file())).isEqualTo(ended);
    }

    @Test
    void oneAtATimeAndEachInItsOwnFile() throws Exception {
        listen(1 << 20);
        assertThat(recorder.start(ProtocolLog.everybody(), "first", LONG)).isPresent();
        assertThat(recorder.start(ProtocolLog.everybody(), "second", LONG)).isEmpty();
        recorder.stop();
        assertThat(recorder.start(ProtocolLog.everybody(), "second", LONG)).isPresent();
        assertThat(new Recordings(directory.resolve("protocol")).all())
                .extracting(Recordings.Recording::name)
                .containsExactly("20260203-101112-2", "20260203-101112");
    }

    @Test
    void nobodyNeedsToRememberToStopIt() throws Exception {
        int port = listen(1 << 20);
        Path file = recorder.start(ProtocolLog.everybody(), "all", LONG)
                .orElseThrow()
                .file();
        say(port, "in time");
        clock.advance(LONG.plusSeconds(1));
        say(port, "too late");
        assertThat(Files.readString(file))
                .contains("in time")
                .contains("# the time is over")
                .doesNotContain("too late");
        assertThat(recorder.running()).isEmpty();
    }

    @Test
    void aFileThatIsFullEndsIt() throws Exception {
        int port = listen(2000);
        Path file = recorder.start(ProtocolLog.everybody(), "all", LONG)
                .orElseThrow()
                .file();
        for (int i = 0; i < 20; i++) {
            say(port, "x".repeat(150));
        }
        assertThat(recorder.running()).isEmpty();
        assertThat(file.toFile().length()).isBetween(2000L, 2600L);
        assertThat(Files.readString(file)).contains("# the file is full");
    }

    @Test
    void onlyTheNewestAreKept() throws Exception {
        listen(1 << 20);
        Instant first = clock.instant();
        for (int i = 0; i < Recordings.KEPT + 5; i++) {
            assertThat(recorder.start(ProtocolLog.everybody(), "number " + i, LONG))
                    .isPresent();
            recorder.stop();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(clock.instant()).isEqualTo(first.plusSeconds(Recordings.KEPT + 5L));
        Recordings recordings = new Recordings(directory.resolve("protocol"));
        assertThat(recordings.all()).hasSize(Recordings.KEPT);
        assertThat(Files.readString(recordings.all().getLast().file())).contains("number 5,");
        assertThat(recordings.named("../control")).isEmpty();
    }

    private static void say(int port, String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line : lines) {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                assertThat(in.readLine()).startsWith("you said");
            }
        }
    }

    /// Answers each line with its length.
    private static final class Echo implements Protocol {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public void serve(Connection connection) throws IOException {
            while (true) { // until the client goes: ConnectionClosed
                int length = connection.readLine(1000, Duration.ofSeconds(20)).length;
                connection.write("you said " + length + "\r\n");
            }
        }

        @Override
        public String refusal(Refusal why) {
            return "no\r\n";
        }
    }
}
