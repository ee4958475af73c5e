package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail filters as people use them: put there by a real client and by the command line, and run by the server.
class FiltersProgramTest {
    @TempDir
    Path directory;

    private Shell.Result sieveConnect(RunningServer server, String... words) throws Exception {
        return new Shell(directory)
                .run(
                        Map.of("PASSWORD", RunningServer.PASSWORD),
                        java.util.List.of(
                                "bash",
                                "-c",
                                "printf '%s\\n' \"$PASSWORD\" | sieve-connect --server localhost --port "
                                        + server.port("managesieve")
                                        + " --user ann --authmech PLAIN --notlsverify --passwordfd 0 "
                                        + String.join(" ", words)));
    }

    @Test
    void aClientPutsAFilterThatTheServerRuns() throws Exception {
        Path filter = Files.writeString(
                directory.resolve("main.sieve"),
                "require [\"fileinto\", \"mailbox\", \"reject\"];\r\n"
                        + "if header :contains \"subject\" \"sale\" { fileinto :create \"Shop\"; }\r\n"
                        + "elsif header :contains \"subject\" \"spam\" { reject \"Non merci, vraiment\"; }\r\n");
        Path wrong = Files.writeString(directory.resolve("wrong.sieve"), "keep;\r\nfileinto \"x\";\r\n");
        try (RunningServer server = RunningServer.start(RunningServer.config(directory, "", ""))) {
            server.people("ann");
            sieveConnect(server, "--upload", "--localsieve", filter.toString(), "--remotesieve", "main")
                    .succeeded();
            sieveConnect(server, "--activate", "--remotesieve", "main").succeeded();
            assertThat(sieveConnect(server, "--list").succeeded().output()).contains("\"main\" ACTIVE");
            assertThat(sieveConnect(server, "--checkscript", "--localsieve", wrong.toString())
                            .output())
                    .contains("line 2");
            Path copy = directory.resolve("copy.sieve");
            sieveConnect(server, "--download", "--remotesieve", "main", "--localsieve", copy.toString())
                    .succeeded();
            assertThat(copy).hasSameTextualContentAs(filter);

            server.deliver("ann", "big sale");
            try (Talk smtp = Talk.open(server.port("smtp"))) {
                smtp.expect("220");
                smtp.say("EHLO elsewhere.example", "250");
                smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
                smtp.say("RCPT TO:<ann@example.org>", "250");
                smtp.say("DATA", "354");
                assertThat(smtp.say("From: a@elsewhere.example\r\nSubject: spam\r\n\r\nx\r\n.", "550"))
                        .isEqualTo("550 5.7.1 Non merci, vraiment");
                smtp.say("QUIT", "221");
            }
            assertThat(server.command("filter", "list", "ann").succeeded().output())
                    .containsPattern("main +yes");
            assertThat(new Shell(directory)
                            .run(
                                    "curl",
                                    "--silent",
                                    "--insecure",
                                    "--url",
                                    "imaps://localhost:" + server.port("imaps") + "/Shop;MAILINDEX=1",
                                    "--user",
                                    "ann:" + RunningServer.PASSWORD)
                            .succeeded()
                            .output())
                    .contains("Subject: big sale");
            server.command("filter", "activate", "ann").succeeded();
            server.deliver("ann", "spam again");
            assertThat(server.stop()).isIn(0, 143);
            assertThat(server.log()).doesNotContain("ERROR");
        }
    }
}
