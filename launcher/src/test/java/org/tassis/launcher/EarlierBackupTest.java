package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.backup.Manifest;
import org.tassis.backup.Vault;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.launcher.Saved.Said;
import org.tassis.launcher.backup.Places;
import org.tassis.launcher.settings.Settings;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.LocalPostgres;

/// A backup that an earlier version made, when its database had 24 steps, in this version. It is kept as it
/// was made: the demonstration's customer with three mailboxes; in `monsite0001`, whose password is that
/// below, a folder with two copies of the welcome; a forward and an alias; encrypted.
@Timeout(240)
class EarlierBackupTest {
    private static final String PASSWORD = "quiet-harbour-33-lamps";
    private static final MailboxName FOLDER = new MailboxName("\u00c9t\u00e9");

    @TempDir
    private Path directory;

    @BeforeAll
    static void quiet() {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    @BeforeEach
    void unpack() throws Exception {
        Path target = directory.resolve("target");
        try (ZipInputStream zip = new ZipInputStream(
                Objects.requireNonNull(EarlierBackupTest.class.getResourceAsStream("/backup-of-schema-24.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }

    private Settings settings(String data, Map<String, Object> more) throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "0123456789abcdef".repeat(4));
        Map<String, Object> values = new LinkedHashMap<>(Map.of(
                "backup.target", directory.resolve("target").toString(),
                "backup.key-file", key.toString(),
                "listeners.imap.tls", "none"));
        values.putAll(more);
        return Saved.settings(directory.resolve(data), List.of("imap"), values);
    }

    @Test
    void itComesBackIntoThisVersion() throws Exception {
        comesBack(settings("data", Map.of()));
    }

    @Test
    void itComesBackIntoPostgreSql() throws Exception {
        Optional<LocalPostgres> server = LocalPostgres.shared();
        assumeTrue(server.isPresent(), "PostgreSQL is not installed");
        comesBack(settings(
                "data", Map.of("database.url", server.get().newDatabase(), "database.user", LocalPostgres.USER)));
    }

    private static void comesBack(Settings settings) throws Exception {
        try (Vault vault = Places.open(settings, Optional.empty())) {
            Manifest manifest = vault.newest().orElseThrow();
            assertThat(manifest.schema()).as("made by an earlier version").doesNotContain("32", "36");
            assertThat(manifest.schema().getLast()).isEqualTo("24");
        }
        Said restored = Offline.said(settings, "restore", "everything");
        assertThat(restored.err()).isEmpty();
        assertThat(restored.out()).contains("Everything is back");
        try (Server server = Server.start(settings)) {
            Account marie =
                    server.directory().identify("marie.dupont@monsite.test").orElseThrow();
            assertThat(marie.login().value()).isEqualTo("monsite0001");
            MailboxSnapshot folder = server.store()
                    .snapshot(server.store()
                            .mailbox(marie.id(), FOLDER)
                            .orElseThrow()
                            .id());
            assertThat(folder.count()).isEqualTo(2);
            assertThat(folder.uid(1)).isEqualTo(2);
            assertThat(folder.flags(1)).isEqualTo(Flags.of(Set.of(SystemFlag.SEEN), Set.of("$Work")));
            assertThat(new String(
                            server.store().message(folder, 0).octets(0, (int) folder.size(0)), StandardCharsets.UTF_8))
                    .contains("Your mailbox is ready");
            assertThat(server.directory()
                            .redirections()
                            .alias(EmailAddress.valueOf("team@monsite.test"))
                            .targets())
                    .containsExactly(
                            EmailAddress.valueOf("info@monsite.test"), EmailAddress.valueOf("jan@elsewhere.example"));
            assertThat(imap(server, "a LOGIN monsite0001 " + PASSWORD, "b STATUS INBOX (MESSAGES)"))
                    .contains("a OK", "MESSAGES 1");
            assertThat(Saved.asked(settings, "now").status())
                    .as("goes on from here")
                    .isZero();
            assertThat(Saved.asked(settings, "drill").out()).contains("can be put back");
        }
    }

    private static String imap(Server server, String... lines) throws Exception {
        StringBuilder said = new StringBuilder();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.ports().get("imap"))) {
            socket.setSoTimeout(30_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
            for (String line : lines) {
                out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                String tag = line.substring(0, 2);
                String answer;
                do {
                    answer = Objects.requireNonNull(in.readLine());
                    said.append(answer).append('\n');
                } while (!answer.startsWith(tag));
            }
        }
        return said.toString();
    }

    @Test
    void itCanBeTriedAndLookedInto() throws Exception {
        Settings settings = settings("other", Map.of());
        try (Server server = Server.start(settings)) {
            DemoData.sow(server, directory.resolve("demo.json"));
            Said drill = Saved.asked(settings, "drill");
            assertThat(drill.out() + drill.err()).contains("can be put back", "5 messages examined");
            assertThat(Saved.asked(settings, "show", "monsite0001").out()).contains(FOLDER + ": 2 messages");
            assertThat(Saved.asked(
                                    settings,
                                    "restore",
                                    "mailbox",
                                    "monsite0001",
                                    "--folder",
                                    FOLDER.value(),
                                    "--into",
                                    "monsite0002")
                            .out())
                    .contains("2 messages are back");
        }
    }
}
