package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Retention;
import org.tassis.backup.Vault;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.launcher.Saved.Said;
import org.tassis.launcher.backup.Places;
import org.tassis.launcher.settings.Settings;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.Mailbox;
import org.tassis.testkit.LocalS3;

/// Everything that is done with backups, in a store that speaks S3 and is not ours.
@Timeout(300)
class S3SavingTest {
    @TempDir
    private static Path directory;

    private static Optional<LocalS3> service = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        service = LocalS3.start(directory);
    }

    @AfterAll
    static void stop() {
        service.ifPresent(LocalS3::close);
    }

    private static Settings settings(String data) throws Exception {
        assumeTrue(service.isPresent(), "S3Proxy is there");
        Path secret = Files.writeString(directory.resolve("secret"), LocalS3.SECRET_KEY + "\n");
        Path key = Files.writeString(directory.resolve("key"), "0123456789abcdef".repeat(4));
        return Saved.settings(
                directory.resolve(data),
                List.of("smtp"),
                Map.of(
                        "backup.target", "s3://" + LocalS3.BUCKET + "/mail.example.org",
                        "backup.s3-endpoint", service.get().endpoint(),
                        "backup.s3-access-key", LocalS3.ACCESS_KEY,
                        "backup.s3-secret-key-file", secret.toString(),
                        "backup.key-file", key.toString()));
    }

    private static void deliver(Server server, Mailbox box, int octets, long seed) throws Exception {
        byte[] content = new byte[octets];
        new Random(seed).nextBytes(content);
        try (Spool spool = server.spool()) {
            byte[] head = ("Subject: number " + seed + "\r\n\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            spool.write(head, 0, head.length);
            spool.write(content, 0, content.length);
            spool.finish();
            server.store().deliver(spool, Instant.now(), List.of(new Destination(box.id(), Flags.NONE)));
        }
    }

    private static Path objects() {
        return directory.resolve("s3").resolve(LocalS3.BUCKET);
    }

    private static long written(Said made) {
        Matcher size = Pattern.compile("; ([0-9.]+) (B|KB|MB) of it").matcher(made.out());
        assertThat(size.find()).as(made.out() + made.err()).isTrue();
        double value = Double.parseDouble(size.group(1));
        return (long)
                (value * (size.group(2).equals("MB") ? 1 << 20 : size.group(2).equals("KB") ? 1 << 10 : 1));
    }

    @Test
    void aWholeBackupIsMadeListedTriedPutBackAndRemoved() throws Exception {
        Settings settings = settings("data");
        String first;
        try (Server server = Server.start(settings)) {
            DemoData.sow(server, directory.resolve("demo.json"));
            Account marie = server.directory().identify("monsite0001").orElseThrow();
            Mailbox box = server.store().create(marie.id(), new MailboxName("Large"), Set.of());
            for (int i = 0; i < 30; i++) {
                deliver(server, box, 700_000, i); // more than one piece
            }
            Said made = Saved.asked(settings, "now");
            assertThat(made.err()).isEmpty();
            assertThat(made.status()).isZero();
            assertThat(made.out()).contains("33 messages");
            first = id(made);
            assertThat(written(made)).isGreaterThan(20_000_000);
            try (Stream<Path> files = Files.walk(objects())) {
                assertThat(files.filter(Files::isRegularFile).map(Path::toString))
                        .as("under the prefix, in the bucket")
                        .isNotEmpty()
                        .allMatch(file -> file.contains("mail.example.org"));
            }

            deliver(server, box, 1000, 99);
            Said second = Saved.asked(settings, "now");
            assertThat(second.out()).contains("34 messages");
            assertThat(written(second)).as("what is there is not written again").isLessThan(written(made) / 2);
            assertThat(Saved.asked(settings, "verify").out()).contains("all is well");
            Said list = Saved.asked(settings, "list");
            assertThat(list.out())
                    .as("of one day the newest stays")
                    .contains(id(second), "34", "s3://", "encrypted")
                    .doesNotContain(first);

            Said drill = Saved.asked(settings, "drill");
            assertThat(drill.out() + drill.err()).contains("can be put back", "34 messages examined");

            server.store().expunge(box.id(), server.store().snapshot(box.id()).uids());
            server.store().forget(Instant.now().plusSeconds(60));
            assertThat(Saved.asked(settings, "restore", "mailbox", "monsite0001", "--folder", "Large", "--uid", "3")
                            .out())
                    .contains("1 messages are back");
            assertThat(Saved.asked(settings, "restore", "mailbox", "monsite0001")
                            .out())
                    .contains("30 messages are back");
        }

        Settings other = settings("other");
        Said restored = Offline.said(other, "restore", "everything");
        assertThat(restored.err()).isEmpty();
        try (Server server = Server.start(other)) {
            Account marie = server.directory().identify("monsite0001").orElseThrow();
            Mailbox box =
                    server.store().mailbox(marie.id(), new MailboxName("Large")).orElseThrow();
            assertThat(server.store().snapshot(box.id()).count()).isEqualTo(31);
        }
        removal(settings);
        damage(settings);
    }

    private static String id(Said made) {
        Matcher id = Pattern.compile("Backup ([0-9TZ]+):").matcher(made.out());
        assertThat(id.find()).as(made.out() + made.err()).isTrue();
        return id.group(1);
    }

    /// What only the first needed goes, a day later.
    private static void removal(Settings settings) throws Exception {
        try (Vault vault = Places.open(settings, Optional.empty())) {
            Retention.Removed removed = new Retention(1, 0, ZoneOffset.UTC)
                    .apply(vault, Instant.now().plus(Duration.ofDays(2)), Progress.NONE);
            assertThat(removed.backups()).isEmpty();
            assertThat(removed.pieces()).isPositive();
            assertThat(removed.octets()).isPositive();
            assertThat(vault.ids()).hasSize(1);
        }
        assertThat(Offline.said(settings, "verify").out())
                .as("what is needed stays")
                .contains("all is well");
    }

    private static void damage(Settings settings) throws Exception {
        Manifest.Item volume;
        try (Vault vault = Places.open(settings, Optional.empty())) {
            volume = vault.newest().orElseThrow().volumes().findFirst().orElseThrow();
        }
        String name = volume.pieces().getFirst().name();
        Path object;
        try (Stream<Path> files = Files.walk(objects())) {
            object = files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(object);
        try (Server server = Server.start(settings)) {
            assertThat(server.ports()).isNotEmpty();
            Said drill = Saved.asked(settings, "drill");
            assertThat(drill.status()).isEqualTo(1);
            assertThat(drill.out()).contains("can NOT be put back", name);
        }
    }
}
