package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.backup.Manifest;
import org.tassis.backup.Vault;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.launcher.backup.Places;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.control.ControlClient;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;
import org.tassis.store.MailboxSnapshot;

/// Backups by their commands, beside a server that runs, and in the place of one that is lost.
class SavingTest {
    @TempDir
    private Path directory;

    private Settings settings(String data, Map<String, Object> more) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data-directory", directory.resolve(data).toString());
        values.put("hostname", "localhost");
        values.put("backup.target", directory.resolve("target").toString());
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
            values.put("listeners." + name + ".address", "127.0.0.1");
            values.put("listeners." + name + ".port", 0);
            values.put("listeners." + name + ".enabled", name.equals("smtp"));
        }
        values.putAll(more);
        return SettingsFile.load(Optional.empty(), values);
    }

    private record Said(int status, String out, String err) {}

    private static Said said(Command command, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("backup"));
        all.addAll(Arrays.asList(words));
        int status = command.run(
                all,
                InputStream.nullInputStream(),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Said asked(Settings settings, String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("backup"));
        all.addAll(Arrays.asList(words));
        int status = ControlClient.ask(settings.dataDirectory().resolve("control"), all, new byte[0], out, err)
                .orElseThrow();
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatARunningServerSavesIsPutBackElsewhere() throws Exception {
        Path key = directory.resolve("backup.key");
        assertThat(said(Saving.of(settings("data", Map.of())).commands(), "key", key.toString())
                        .out())
                .contains("no backup can be read");
        Settings settings = settings("data", Map.of("backup.key-file", key.toString()));
        String secret;
        try (Server server = Server.start(settings)) {
            DemoData.sow(server, directory.resolve("demo.json"));
            Said made = asked(settings, "now");
            assertThat(made.err()).isEmpty();
            assertThat(made.out()).contains("3 messages").doesNotContain("secret.key");
            assertThat(made.status()).isZero();
            assertThat(asked(settings, "verify").out()).contains("all is well");
            secret = Files.readString(directory.resolve("data/secret.key"));
        }
        Command offline = Saving.of(settings).commands();
        assertThat(said(offline, "list").out()).contains("3").contains("encrypted");
        assertThat(said(offline, "restore", "everything").err()).contains("an empty one only");

        Settings other = settings("other", Map.of("backup.key-file", key.toString()));
        Said restored = said(Saving.of(other).commands(), "restore", "everything");
        assertThat(restored.err()).isEmpty();
        assertThat(restored.out()).contains("Everything is back");
        assertThat(Files.readString(directory.resolve("other/secret.key"))).isEqualTo(secret);
        try (Server server = Server.start(other)) {
            Account account = server.directory().identify("monsite0001").orElseThrow();
            MailboxSnapshot inbox = server.store()
                    .snapshot(server.store()
                            .mailbox(account.id(), MailboxName.INBOX)
                            .orElseThrow()
                            .id());
            assertThat(inbox.count()).isEqualTo(1);
            assertThat(new String(
                            server.store().message(inbox, 0).octets(0, (int) inbox.size(0)), StandardCharsets.UTF_8))
                    .contains("Your mailbox is ready");
        }
    }

    private void damaged(Settings settings, Path object, byte[] with) throws Exception {
        byte[] whole = Files.readAllBytes(object);
        if (with.length == 0) {
            Files.delete(object);
        } else {
            Files.write(object, with);
        }
        Said drill = asked(settings, "drill");
        assertThat(drill.out()).contains("can NOT be put back").contains(String.valueOf(object.getFileName()));
        assertThat(drill.status()).isEqualTo(1);
        Files.write(object, whole);
    }

    private static byte[] flipped(byte[] octets) {
        byte[] other = octets.clone();
        other[octets.length / 2] ^= 4;
        return other;
    }

    private Server filled(Settings settings) throws Exception {
        Server server = Server.start(settings);
        DemoData.sow(server, directory.resolve("demo.json"));
        Account account = server.directory().identify("monsite0001").orElseThrow();
        MailboxName odd = new MailboxName("\u00c9t\u00e9 \"quoted\" \\ back");
        var folder = server.store().create(account.id(), odd, Set.of());
        var inbox = server.store().mailbox(account.id(), MailboxName.INBOX).orElseThrow();
        server.store().copy(inbox.id(), server.store().snapshot(inbox.id()).uids(), folder.id());
        assertThat(asked(settings, "now").status()).isZero();
        return server;
    }

    private Path object(Manifest.Item item) {
        String name = item.pieces().getFirst().name();
        return directory.resolve("target/pieces/" + name.substring(0, 2) + "/" + name);
    }

    @Test
    void aDrillReadsWhatWasPutBackAndNamesWhatIsDamaged() throws Exception {
        Settings settings = settings("data", Map.of());
        try (Server server = filled(settings);
                Vault vault = Places.open(settings, Optional.empty())) {
            Said well = asked(settings, "drill");
            assertThat(well.out())
                    .contains("can be put back")
                    .contains("4 messages examined")
                    .contains("3 mailboxes with 4 folders");
            assertThat(well.status()).isZero();
            assertThat(directory.resolve("data/drill")).doesNotExist();
            Account account = server.directory().identify("monsite0001").orElseThrow();
            assertThat(server.directory().credentials().of(account.id())).hasSize(1); // no trace of the drill here

            Manifest manifest = vault.newest().orElseThrow();
            Path table = object(manifest.table("directory_account").orElseThrow());
            byte[] rows = Files.readAllBytes(table);
            damaged(settings, table, Arrays.copyOf(rows, rows.length / 2));
            Path volume = object(manifest.volumes().findFirst().orElseThrow());
            damaged(settings, volume, new byte[0]);
            Path list = directory.resolve("target/manifests/" + manifest.id() + ".txt");
            byte[] whole = Files.readAllBytes(list);
            Files.write(list, flipped(whole));
            assertThat(asked(settings, "drill").err()).contains(manifest.id());
            Files.write(list, whole);

            Files.write(volume, flipped(Files.readAllBytes(volume)));
            assertThat(asked(settings, "now").status()).isZero(); // writes again what a drill found damaged
            assertThat(asked(settings, "verify").out()).contains("all is well");
        }
    }

    /// What the other tests leave out: each kind of object is damaged in each way, and the drill names it.
    @Test
    @Timeout(300)
    void damageToEachKindOfObjectMakesADrillFailByItsName() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "0123456789abcdef".repeat(4));
        Settings settings = settings("data", Map.of("backup.key-file", key.toString()));
        try (Server server = filled(settings);
                Vault vault = Places.open(settings, Optional.empty())) {
            assertThat(server.ports()).isNotEmpty();
            Manifest manifest = vault.newest().orElseThrow();
            Path table = object(manifest.table("store_message").orElseThrow());
            damaged(settings, table, flipped(Files.readAllBytes(table)));
            damaged(settings, table, new byte[0]);
            Path check = object(manifest.tables()
                    .filter(Manifest.Table::isCheck)
                    .findFirst()
                    .orElseThrow());
            damaged(settings, check, flipped(Files.readAllBytes(check)));
            Path volume = object(manifest.volumes().findFirst().orElseThrow());
            damaged(settings, volume, Arrays.copyOf(Files.readAllBytes(volume), 100));
            Path secret = object(manifest.files()
                    .filter(file -> file.path().equals("secret.key"))
                    .findFirst()
                    .orElseThrow());
            damaged(settings, secret, new byte[0]);

            Path list = directory.resolve("target/manifests/" + manifest.id() + ".txt");
            byte[] whole = Files.readAllBytes(list);
            for (byte[] other : List.of(flipped(whole), Arrays.copyOf(whole, whole.length / 2))) {
                Files.write(list, other);
                Said drill = asked(settings, "drill");
                assertThat(drill.err()).contains(manifest.id() + ".txt");
                assertThat(drill.status()).isEqualTo(1);
            }
            Files.write(list, whole);
            assertThat(asked(settings, "drill").status()).as("whole again").isZero();
        }
    }

    @Test
    void aDrillOfAnEncryptedBackupNamesWhatIsDamagedToo() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "0123456789abcdef".repeat(4));
        Settings settings = settings("data", Map.of("backup.key-file", key.toString()));
        try (Server server = filled(settings);
                Vault vault = Places.open(settings, Optional.empty())) {
            assertThat(asked(settings, "drill").status()).isZero();
            Manifest manifest = vault.newest().orElseThrow();
            Path volume = object(manifest.volumes().findFirst().orElseThrow());
            damaged(settings, volume, flipped(Files.readAllBytes(volume)));
            assertThat(server.ports()).isNotEmpty();
        }
    }

    @Test
    void aFolderIsShownAndPutBackWhileTheServerRuns() throws Exception {
        Settings settings = settings("data", Map.of());
        try (Server server = filled(settings)) {
            Account account = server.directory().identify("monsite0001").orElseThrow();
            assertThat(said(Saving.of(settings).commands(), "show", "info@monsite.test")
                            .out())
                    .contains("INBOX: 1 messages");
            assertThat(said(Saving.of(settings).commands(), "show", "monsite0001", "--folder", "INBOX")
                            .out())
                    .contains("Tassis, Your mailbox is ready");
            var inbox = server.store().mailbox(account.id(), MailboxName.INBOX).orElseThrow();
            server.store()
                    .expunge(inbox.id(), server.store().snapshot(inbox.id()).uids());
            server.store().forget(Instant.now().plusSeconds(60));
            Said back = asked(settings, "restore", "mailbox", "monsite0001", "--folder", "INBOX", "--uid", "1");
            assertThat(back.err()).isEmpty();
            assertThat(back.out()).contains("1 messages are back; 0 were there");
            assertThat(server.store().snapshot(inbox.id()).count()).isEqualTo(1);
            assertThat(asked(settings, "restore", "mailbox", "monsite0001").out())
                    .contains("0 messages are back; 2 were there");
            assertThat(asked(settings, "restore", "mailbox", "nobody").err()).contains("no mailbox nobody");
        }
    }

    @Test
    void withoutAKeyTheKeysAreLeftOutAndItIsSaid() throws Exception {
        Settings settings = settings("data", Map.of());
        try (Storage storage = Storage.open(settings)) {
            Said made = said(Saving.of(settings).commands(storage), "now");
            assertThat(made.out()).contains("secret.key");
        }
        try (Stream<Path> files = Files.walk(directory.resolve("target"))) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty();
        }
    }

    @Test
    void aPlaceInsideTheDataDirectoryAndNoneAreRefused() throws Exception {
        Settings inside = settings(
                "data", Map.of("backup.target", directory.resolve("data/copies").toString()));
        try (Storage storage = Storage.open(inside)) {
            assertThat(said(Saving.of(inside).commands(storage), "now").err()).contains("inside the data directory");
            Saving saving = Saving.of(inside);
            assertThat(saving.backups().problem().orElseThrow()).contains("inside the data directory");
        }
        Settings none = settings("data", Map.of("backup.target", ""));
        assertThat(said(Saving.of(none).commands(), "list").err()).contains("backup.target");
        assertThat(Saving.of(none).backups().problem()).isEmpty();
    }

    @Test
    void aRestoreThatDidNotEndIsNotServed() throws Exception {
        Settings settings = settings("data", Map.of());
        Files.createDirectories(settings.dataDirectory());
        Files.writeString(settings.dataDirectory().resolve("restore-is-not-finished"), "");
        assertThatThrownBy(() -> Storage.open(settings))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("restore");
    }

    @Test
    void backupsAreMadeWhenTheClockOnTheWallSaysSo() {
        ZoneId brussels = ZoneId.of("Europe/Brussels");
        LocalTime at = LocalTime.of(3, 30);
        assertThat(Saving.next(Instant.parse("2026-11-21T02:29:59Z"), at, brussels))
                .isEqualTo(Instant.parse("2026-11-21T02:30:00Z"));
        assertThat(Saving.next(Instant.parse("2026-11-21T02:30:00Z"), at, brussels))
                .isEqualTo(Instant.parse("2026-11-22T02:30:00Z"));
        assertThat(Saving.next(Instant.parse("2026-10-24T12:00:00Z"), at, brussels)) // summer time ends
                .isEqualTo(Instant.parse("2026-10-25T02:30:00Z"));
    }
}
