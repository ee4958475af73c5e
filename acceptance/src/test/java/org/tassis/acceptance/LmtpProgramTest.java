package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Other people's LMTP clients against the packaged program.
@Timeout(180)
class LmtpProgramTest {
    @Test
    void swaksAndPostfixBringMail(@TempDir Path directory) throws Exception {
        Path config = RunningServer.config(
                directory, "  lmtp: { enabled: true, port: 0 }\n", "greylisting: { delay: 12h }\n");
        try (RunningServer server = RunningServer.start(config)) {
            server.people("ann", "bob");
            Shell shell = new Shell(Files.createDirectories(directory.resolve("home")));
            String swaks = shell.run(
                            "swaks",
                            "--protocol",
                            "LMTP",
                            "--server",
                            "127.0.0.1",
                            "--port",
                            "" + server.port("lmtp"),
                            "--from",
                            "stranger@elsewhere.example",
                            "--to",
                            "ann@example.org,bob@example.org",
                            "--header",
                            "Subject: by lmtp")
                    .succeeded()
                    .output();
            assertThat(swaks).contains("LHLO ", " LMTP Tassis").doesNotContain("*** ");
            assertThat(swaks.split("250 2\\.6\\.0 Message stored", -1)).hasSize(3); // one for each
            assertThat(server.command("trace", "ann@example.org").output()).contains("Delivered to the mailbox ann");
            Shell.Result refused = shell.run(
                    "swaks",
                    "--protocol",
                    "LMTP",
                    "--server",
                    "127.0.0.1:" + server.port("lmtp"),
                    "--from",
                    "stranger@elsewhere.example",
                    "--to",
                    "friend@far.example");
            assertThat(refused.output()).contains("550 5.7.1");
            postfix(shell, server.port("lmtp"));
            assertThat(server.log())
                    .as("it is in clear, but nobody logs in")
                    .doesNotContain("takes passwords in clear");
        }
    }

    /// Its own load generator speaks LMTP as its delivery agent does.
    private static void postfix(Shell shell, int port) throws IOException, InterruptedException {
        Path source = Path.of("/usr/sbin/smtp-source");
        assumeTrue(Files.isExecutable(source), "postfix is not installed");
        shell.run(
                        source.toString(),
                        "-L",
                        "-m",
                        "20",
                        "-s",
                        "4",
                        "-f",
                        "x@elsewhere.example",
                        "-t",
                        "bob@example.org",
                        "127.0.0.1:" + port)
                .succeeded();
    }
}
