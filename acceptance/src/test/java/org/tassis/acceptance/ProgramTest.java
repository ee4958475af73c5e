package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starting, stopping, refusing to start, and the command line.
class ProgramTest {
    @TempDir
    Path directory;

    @Test
    void aDemoHasAMessageInEachMailboxAndKeepsItsData() throws Exception {
        Path data = directory.resolve("data");
        List<Program.Login> accounts;
        try (Program program = Program.demo(data)) {
            accounts = program.facts().accounts();
            assertThat(accounts).hasSize(3);
            assertThat(program.facts().ports())
                    .containsOnlyKeys(
                            "smtp",
                            "submission",
                            "submissions",
                            "imap",
                            "imaps",
                            "pop3",
                            "pop3s",
                            "managesieve",
                            "http",
                            "https",
                            "admin");
            assertThat(Path.of(program.facts().certificate())).exists();
            for (Program.Login account : accounts) {
                assertThat(messages(program, account)).isEqualTo(1);
            }
            assertThat(program.log()).contains("Ctrl-C stops it");
            for (Program.Login account : accounts) {
                assertThat(program.log()).contains(account.login()).contains(account.password());
            }
        }
        try (Program again = Program.demo(data)) {
            assertThat(again.facts().accounts()).isEqualTo(accounts);
            assertThat(messages(again, accounts.getFirst())).isEqualTo(1);
        }
    }

    @Test
    void sessionsGetAGoodbyeWhenTheServerStops() throws Exception {
        try (Program program = Program.demo(directory.resolve("data"));
                Talk imap = Talk.open(program.port("imap"));
                Talk pop3 = Talk.open(program.port("pop3"));
                Talk smtp = Talk.open(program.port("smtp"))) {
            imap.line();
            pop3.line();
            smtp.line();
            assertThat(program.stop()).isIn(0, 143);
            assertThat(imap.line()).startsWith("* BYE");
            assertThat(pop3.line()).startsWith("-ERR");
            assertThat(smtp.line()).startsWith("421 4.3.2");
        }
    }

    @Test
    void aDataDirectoryInUseIsRefused() throws Exception {
        Path data = directory.resolve("data");
        try (Program program = Program.demo(data)) {
            Shell.Result second = run("demo", "--data", data.toString());
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.output())
                    .contains("in use by process " + program.facts().pid());
            assertThat(messages(program, program.account(0))).isEqualTo(1);
            Shell.Result fresh = run("demo", "--fresh", "--data", data.toString());
            assertThat(fresh.status()).isEqualTo(1);
            assertThat(messages(program, program.account(0))).isEqualTo(1);
        }
    }

    @Test
    void freshForgetsOnlyWhatADemoMade() throws Exception {
        Path mine = Files.createDirectory(directory.resolve("mine"));
        Files.writeString(mine.resolve("letter"), "dear");
        Shell.Result result = run("demo", "--fresh", "--data", mine.toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("was not made by a demo");
        assertThat(mine.resolve("letter")).exists();
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheRemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Shell.Result result = run(
                    "run",
                    "--config",
                    settings("  imap: { address: 127.0.0.1, port: " + taken.getLocalPort() + " }\n"));
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.output())
                    .contains("" + taken.getLocalPort())
                    .contains("listeners.imap")
                    .doesNotContain("Exception");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Shell.Result result = run(
                    "run",
                    "--config",
                    settings("  admin: { address: 127.0.0.1, port: " + taken.getLocalPort() + " }\n"));
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.output())
                    .contains("" + taken.getLocalPort())
                    .contains("listeners.admin")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aWrongSettingStopsTheStart() throws Exception {
        Shell.Result result = run("run", "--config", settings("  imap: { prot: 143 }\n"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output())
                .contains("tassis.yml, line")
                .contains("listeners.imap.prot: there is no such setting. Did you mean listeners.imap.port?");
    }

    @Test
    void theCommandLineWorksWhileTheServerRunsAndWhileNot() throws Exception {
        Path data = directory.resolve("data");
        try (Program program = Program.demo(data)) {
            assertThat(run("domain", "add", "running.test", "--data", data.toString())
                            .status())
                    .isZero();
            Files.writeString(directory.resolve("people.csv"), """
                    login,real-name,password,quota,primary,addresses
                    eve,Eve Example,aquatic-Ferry-71-lamp,1GB,eve@running.test,hello@running.test
                    bad login,No,,1GB,,
                    """);
            Shell.Result imported =
                    run("mailbox", "import", directory.resolve("people.csv").toString(), "--data", data.toString());
            assertThat(imported.status()).isEqualTo(1);
            assertThat(imported.output()).contains("line 3");
            try (Talk smtp = Talk.open(program.port("smtp"))) {
                smtp.expect("220");
                smtp.say("EHLO elsewhere.example", "250");
                smtp.say("MAIL FROM:<>", "250");
                smtp.say("RCPT TO:<hello@running.test>", "250");
                smtp.say("RCPT TO:<nobody@running.test>", "550 5.1.1");
            }
        }
        assertThat(run("domain", "add", "stopped.test", "--data", data.toString())
                        .status())
                .isZero();
        Shell.Result list = run("domain", "list", "--data", data.toString());
        assertThat(list.output()).contains("running.test").contains("stopped.test");
        Shell.Result wrong = run("domain", "add", "not a domain", "--data", data.toString());
        assertThat(wrong.status()).isNotZero();
        Shell.Result doctor = run("doctor", "--data", data.toString());
        assertThat(doctor.status()).as(doctor.output()).isZero();
    }

    /// A settings file on loopback ports that are free, with these lines among the listeners.
    private String settings(String listeners) throws Exception {
        StringBuilder text = new StringBuilder("data-directory: " + directory.resolve("run") + "\nlisteners:\n");
        for (String name : List.of(
                "smtp",
                "submission",
                "submissions",
                "imap",
                "imaps",
                "pop3",
                "pop3s",
                "managesieve",
                "http",
                "https",
                "admin")) {
            if (!listeners.contains("  " + name + ":")) {
                text.append("  ").append(name).append(": { address: 127.0.0.1, port: 0 }\n");
            }
        }
        return Files.writeString(directory.resolve("tassis.yml"), text + listeners)
                .toString();
    }

    private Shell.Result run(String... words) throws Exception {
        return new Shell(directory).run(Map.of(), Program.command(words));
    }

    private static int messages(Program program, Program.Login account) throws Exception {
        try (Pop3sClient client = Pop3sClient.logIn(program, account)) {
            return client.count();
        }
    }
}
