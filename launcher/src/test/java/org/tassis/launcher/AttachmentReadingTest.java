package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.operations.Finding;
import org.tassis.search.AttachmentStatus;

class AttachmentReadingTest {
    @TempDir
    Path directory;

    /// The programs before it let it be started, without any environment.
    @Test
    void theProcessIsStartedWithLittleMemoryAndTheLowestPriority() throws Exception {
        List<String> command = new ArrayList<>(AttachmentReading.command(directory + "/*", directory, 64));
        assertThat(command).contains("-Xmx64m", "-Djava.io.tmpdir=" + directory);
        assertThat(command.getLast()).isEqualTo("org.tassis.extract.Worker");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).as("nothing but its libraries is missing").contains("org.tassis.extract.Worker");
        assertThat(process.exitValue()).isEqualTo(1);
        command.subList(command.size() - 1, command.size()).clear();
        int java = command.indexOf("-Xmx64m") - 1;
        List<String> nice = new ArrayList<>(command.subList(0, java));
        if (nice.contains("/usr/bin/nice")) {
            nice.addAll(List.of("/bin/sh", "-c", "cut -d ' ' -f 19 /proc/self/stat; ulimit -f"));
            Process told = new ProcessBuilder(nice).start();
            assertThat(new String(told.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines())
                    .first()
                    .isEqualTo("19");
        }
    }

    @Test
    void troubleIsAFinding() throws Exception {
        assertThat(FullText.findings(new AttachmentStatus(3, 2, 1, ""))).isEmpty();
        Finding finding = FullText.findings(new AttachmentStatus(3, 2, 1, "no such program"))
                .getFirst();
        Properties messages = new Properties();
        try (var in = Finding.class.getResourceAsStream("messages.properties")) {
            messages.load(in);
        }
        assertThat(messages).containsKeys(finding.text(), finding.remedy());
    }
}
