package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.LocalPostgres;

/// The packaged program on PostgreSQL, where that is installed.
class PostgresProgramTest {
    private static final String IN_CLEAR = """
              imap: { address: 127.0.0.1, port: 0, tls: none }
              pop3: { address: 127.0.0.1, port: 0, tls: none }
            """;

    @TempDir
    Path directory;

    private LocalPostgres postgres;
    private Path password;

    @BeforeEach
    void needsPostgres() throws Exception {
        assumeTrue(LocalPostgres.shared().isPresent(), "PostgreSQL is installed");
        postgres = LocalPostgres.shared().orElseThrow();
        password = Files.writeString(directory.resolve("password"), LocalPostgres.PASSWORD + "\n");
    }

    @Test
    void mailIsKeptThereAndTheDatabaseHasOneServer() throws Exception {
        String url = postgres.newDatabaseWithPassword();
        Path config = config("one", url, password);
        try (RunningServer server = RunningServer.start(config)) {
            server.people("ann");
            server.deliver("ann", "first");
            assertThat(subjects(server)).contains("Subject: first");
            assertThat(popMessage(server)).contains("Subject: first", "Text of first.");
            Shell.Result second = RunningServer.command(config("two", url, password), "run");
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.output())
                    .contains("the database is in use by another Tassis: stop that one, or name another database")
                    .doesNotContain("\tat ");
            server.deliver("ann", "second");
            assertThat(server.stop()).isIn(0, 143);
        }
        try (RunningServer again = RunningServer.start(config)) {
            assertThat(subjects(again)).contains("Subject: first").contains("Subject: second");
            assertThat(popMessage(again)).contains("Text of first.");
        }
        assertThat(directory.resolve("one/data/derby")).doesNotExist();
        Shell.Result doctor = RunningServer.command(config, "doctor");
        assertThat(doctor.status()).as(doctor.output()).isZero();
        assertThat(doctor.output()).contains("2 messages").contains("All mail is well");
    }

    @Test
    void whatIsWrongWithTheDatabaseIsSaid() throws Exception {
        String url = postgres.newDatabaseWithPassword();
        Path wrong = Files.writeString(directory.resolve("wrong"), "not-the-Password-9");
        assertFails(config("login", url, wrong), "database.user and database.password-file");
        assertFails(config("missing", url, directory.resolve("nowhere")), "database.password-file: " + directory);
        assertFails(
                config("none", url.replaceAll("/[^/]*$", "/nosuchdatabase"), password),
                "create it, or see database.url");
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Path down = config("down", "jdbc:postgresql://127.0.0.1:" + closed + "/mail?password=inTheAddress", password);
        assertFails(down, "see that it runs and that database.url is right");
        Shell.Result command = RunningServer.command(down, "domain", "list");
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.output()).contains("see that it runs");
        Shell.Result doctor = RunningServer.command(down, "doctor");
        assertThat(doctor.status()).isEqualTo(1);
        assertThat(doctor.output()).contains("see that it runs").doesNotContain("\tat ");
    }

    private static void assertFails(Path config, String remedy) throws Exception {
        Shell.Result result = RunningServer.command(config, "run");
        assertThat(result.status()).as(result.output()).isEqualTo(1);
        assertThat(result.output())
                .contains(remedy)
                .doesNotContain("\tat ")
                .doesNotContain("not-the-Password-9")
                .doesNotContain("inTheAddress")
                .doesNotContain(LocalPostgres.PASSWORD);
    }

    private Path config(String name, String url, Path passwordFile) throws Exception {
        Path home = Files.createDirectories(directory.resolve(name));
        return RunningServer.config(home, IN_CLEAR, """
                database:
                  url: "%s"
                  user: %s
                  password-file: %s
                """.formatted(url, LocalPostgres.USER_WITH_PASSWORD, passwordFile));
    }

    private static String subjects(RunningServer server) throws Exception {
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            assertThat(imap.imap("a", "LOGIN ann " + RunningServer.PASSWORD)).contains("a OK");
            assertThat(imap.imap("b", "SELECT INBOX")).contains("b OK");
            return imap.imap("c", "FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        }
    }

    private static String popMessage(RunningServer server) throws Exception {
        try (Talk pop = Talk.open(server.port("pop3"))) {
            pop.line();
            for (String words : new String[] {"USER ann", "PASS " + RunningServer.PASSWORD, "RETR 1"}) {
                pop.send(words);
                assertThat(pop.line()).startsWith("+OK");
            }
            StringBuilder message = new StringBuilder();
            for (String line = pop.line(); !line.equals("."); line = pop.line()) {
                message.append(line).append('\n');
            }
            return message.toString();
        }
    }
}
