package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.Quota;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Trace;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.Usage;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestGreylist;

class LogCommandsTest {
    @TempDir
    Path directory;

    private final InMemoryTrace trace = new InMemoryTrace();
    private final TestDirectory people = new TestDirectory();
    private final TestClock clock = new TestClock();
    private String out = "";
    private String err = "";

    private ProtocolRecorder recorder() {
        return new ProtocolRecorder(new Recordings(directory), clock);
    }

    @Test
    void aRecordingIsStartedListedShownAndStopped() {
        try (ProtocolRecorder recorder = recorder()) {
            DirectoryCommands commands = commands(Optional.of(recorder));
            assertThat(run(commands, "log", "list")).isZero();
            assertThat(out).isEqualTo("No recording is running.\n");
            assertThat(run(commands, "log", "show")).isEqualTo(1);
            assertThat(err).contains("no recording yet: log start");
            assertThat(run(commands, "log", "start", "--login", "info@example.org"))
                    .isZero();
            assertThat(out).contains("Recording sessions of ann until 2026-02-03T10:26:12Z in " + directory);
            assertThat(recorder.running()).isPresent();
            assertThat(run(commands, "log", "start", "--all")).isEqualTo(1);
            assertThat(err).contains("running already").contains("log stop");
            assertThat(run(commands, "log", "list")).isZero();
            assertThat(out).contains("Recording sessions of ann until").contains("20260203-101112");
            assertThat(run(commands, "log", "show")).isZero();
            assertThat(out).contains("# sessions of ann, until");
            assertThat(run(commands, "log", "stop")).isZero();
            assertThat(out).contains("Stopped recording sessions of ann");
            assertThat(run(commands, "log", "show", "20260203-101112", "--lines", "1"))
                    .isZero();
            assertThat(out).contains("# stopped").doesNotContain("until");
            assertThat(run(commands, "log", "stop")).isZero();
            assertThat(out).isEqualTo("No recording was running.\n");
        }
    }

    @Test
    void itEndsByItself() {
        try (ProtocolRecorder recorder = recorder()) {
            assertThat(run(commands(Optional.of(recorder)), "log", "start", "--from", "192.0.2.0/24", "--for", "2h"))
                    .isZero();
            clock.advance(Duration.ofHours(2));
            assertThat(recorder.running()).isPresent();
            clock.advance(Duration.ofSeconds(1));
            assertThat(recorder.running()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "start | 2 | --login",
                "start --all --login ann | 2 | mutually exclusive",
                "start --from everywhere | 2 | 'everywhere' is not an address or a network such as 192.0.2.0/24",
                "start --all --for ever | 2 | 'ever' is not a time such as 30s, 10m or 2h",
                "start --all --for 25h | 1 | 1s to 24h",
                "start --all --for 0s | 1 | 1s to 24h",
                "start --login eve | 1 | There is no mailbox eve",
                "show ../control | 1 | There is no recording '../control'",
                "show --lines 0 | 1 | 1 to 100000",
            })
    void saysWhatIsWrong(String words, int status, String reason) {
        try (ProtocolRecorder recorder = recorder()) {
            assertThat(run(commands(Optional.of(recorder)), ("log " + words).split(" ")))
                    .isEqualTo(status);
            assertThat(err).contains(reason);
            assertThat(recorder.running()).isEmpty();
        }
    }

    @Test
    void withoutAServerOldRecordingsCanBeReadAndNoneBegun() throws Exception {
        Files.writeString(directory.resolve("20260101-000000.log"), "line one\nline two\n");
        DirectoryCommands commands = DirectoryCommands.withoutServer(new Recordings(directory));
        for (List<String> words : List.of(
                List.of("log", "start", "--all"), List.of("log", "start", "--login", "ann"), List.of("log", "stop"))) {
            assertThat(run(commands, words.toArray(String[]::new))).isEqualTo(1);
            assertThat(err).contains("No server is running with this data directory");
        }
        assertThat(run(commands, "log", "show")).isZero();
        assertThat(out).isEqualTo("line one\nline two\n");
        assertThat(run(commands, "log", "list")).isZero();
        assertThat(out).contains("20260101-000000").contains("18 B");
    }

    private DirectoryCommands commands(Optional<ProtocolRecorder> recorder) {
        CommandParts parts = new CommandParts(
                people.desk,
                _ -> new Usage(0, 0, Quota.UNLIMITED),
                new AccessLists(new InMemoryAccessRules(), InstantSource.system()),
                trace,
                new SigningKeys(
                        new InMemoryDomainKeyRecords(people.records), Publication.UNKNOWN, InstantSource.system()),
                QueueDesk.withoutServer(
                        new InMemoryQueue(new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system())),
                        Duration.ofDays(5),
                        InstantSource.system(),
                        Trace.NONE),
                TestFilters.alone(),
                new SpamKnowledge(new InMemorySpamMemory()),
                TestGreylist.at(InstantSource.system()));
        return new DirectoryCommands(
                parts.with(new CommandParts.Running(recorder, Optional.empty(), Optional.empty())),
                new Recordings(directory));
    }

    private int run(DirectoryCommands commands, String... words) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = commands.run(
                List.of(words), InputStream.nullInputStream(), new PrintWriter(output), new PrintWriter(errors));
        out = output.toString();
        err = errors.toString();
        return status;
    }
}
