package org.tassis.sql;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.tassis.backup.BackupRun;
import org.tassis.backup.DirectoryTarget;
import org.tassis.backup.EverythingRestore;
import org.tassis.backup.KeySource;
import org.tassis.backup.Progress;
import org.tassis.backup.Vault;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Secret;
import org.tassis.sql.backup.SqlLanding;
import org.tassis.sql.backup.SqlSnapshots;
import org.tassis.store.NewMessage;

/// What backups cost, run by hand: `BackupCost DIRECTORY MESSAGES`. Messages of 8 KB on average in 100
/// mailboxes, half of their octets as random as attachments are; encrypted, without a limit of octets in a
/// second.
final class BackupCost {
    private static final int MAILBOXES = 100;
    private static final int TOGETHER = 100;

    private BackupCost() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int messages = Integer.parseInt(arguments[1]);
        Path data = directory.resolve("data");
        Path target = directory.resolve("target");
        Random random = new Random(1);
        try (TestStore open = TestStore.derby(data, SqlStoreSettings.DEFAULT)) {
            fill(open, messages, random);
            say("first", backup(open, target));
            fill(open, messages / 100, random);
            say("second, 1 % new", backup(open, target));
        }
        long begun = System.nanoTime();
        Path other = directory.resolve("other");
        try (DataDirectory landing = DataDirectory.open(other);
                Database database = Database.openAsIs(new DatabaseSettings.Embedded(landing.database()));
                Vault vault = vault(target);
                SqlLanding empty = new SqlLanding(landing, database)) {
            new EverythingRestore(vault, vault.newest().orElseThrow(), Progress.NONE).into(empty);
        }
        System.out.printf(Locale.ROOT, "restore of everything: %.1f s%n", (System.nanoTime() - begun) / 1e9);
    }

    private static void fill(TestStore open, int messages, Random random) {
        for (int done = 0; done < messages; done += TOGETHER) {
            MailboxId inbox = open.inbox(new AccountId(1 + done / TOGETHER % MAILBOXES));
            List<NewMessage> some = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                byte[] noise = new byte[3000];
                random.nextBytes(noise);
                byte[] octets = (new String(TestStore.octets("message " + done + i, 4000), StandardCharsets.US_ASCII)
                                + Base64.getMimeEncoder().encodeToString(noise) + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
                some.add(new NewMessage(TestStore.message(octets), Flags.NONE, Instant.EPOCH));
            }
            open.store.append(inbox, some);
        }
    }

    private static Vault vault(Path target) throws Exception {
        return Vault.open(new DirectoryTarget(target), new KeySource.Passphrase(new Secret("correct horse battery")));
    }

    private static BackupRun.Outcome backup(TestStore open, Path target) throws Exception {
        Path state = Files.createDirectories(open.directory.resolve("backup"));
        try (Vault vault = vault(target)) {
            return new BackupRun(
                            vault,
                            new SqlSnapshots(
                                    open.database, open.store, state.resolve("scratch"), InstantSource.system()),
                            new BackupRun.Plan("1.0", "mail.example.org", Map.of(), state, 0, Set.of()),
                            InstantSource.system(),
                            Progress.NONE)
                    .run();
        }
    }

    private static void say(String which, BackupRun.Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%s backup: %d messages, %.0f MB; written %.0f MB in %d pieces, volumes read %.0f MB, %.1f s%n",
                which,
                outcome.manifest().messages(),
                outcome.manifest().length() / 1e6,
                outcome.written() / 1e6,
                outcome.pieces(),
                outcome.read() / 1e6,
                java.time.Duration.between(
                                        outcome.manifest().taken(),
                                        outcome.manifest().finished())
                                .toMillis()
                        / 1e3);
    }
}
