package org.tassis.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.launcher.backup.BackupLog.Entry;
import org.tassis.launcher.backup.BackupLog.Kind;
import org.tassis.launcher.settings.SettingsFile;

/// Who is told of backups that are missing, and when.
class AlarmTest {
    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-21T02:30:00Z");
    private final List<String> letters = new ArrayList<>();
    private boolean somebody = true;
    private Backups backups;

    @BeforeEach
    void open() throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data-directory", directory.resolve("data").toString());
        values.put("backup.target", directory.resolve("target").toString());
        backups = new Backups(
                SettingsFile.load(Optional.empty(), values),
                directory.resolve("data"),
                "1",
                "mail.example.org",
                Optional.empty(),
                () -> now);
        backups.begin();
    }

    /// A new one each time, as after a restart.
    private List<String> look() {
        letters.clear();
        new Alarm(backups, (subject, text) -> {
                    if (somebody) {
                        letters.add(subject + ": " + text);
                    }
                    return somebody;
                })
                .look();
        return List.copyOf(letters);
    }

    private void happened(Kind kind, boolean good, String text) {
        backups.note(new Entry(kind, now, good, "20261121T023000Z", Duration.ofSeconds(3), 1, 1, text));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void nothingIsWrongAtFirst() {
        assertThat(look()).isEmpty();
        pass(Duration.ofHours(29));
        assertThat(look()).isEmpty();
    }

    @Test
    void aBackupThatNeverRanIsToldOnceAWeek() {
        pass(Duration.ofHours(31));
        assertThat(look()).singleElement().asString().startsWith("There is no backup: There is no backup");
        pass(Duration.ofDays(1));
        assertThat(look()).isEmpty();
        pass(Duration.ofDays(6));
        assertThat(look()).singleElement().asString().contains("There is no backup");
    }

    @Test
    void aBackupThatIsTooOldIsTold() {
        happened(Kind.BACKUP, true, "");
        pass(Duration.ofHours(31));
        assertThat(look())
                .singleElement()
                .asString()
                .startsWith("The newest backup is old")
                .contains("31 h old", "./tassis backup now");
        happened(Kind.BACKUP, true, "");
        assertThat(look()).isEmpty();
        pass(Duration.ofHours(31));
        assertThat(look()).as("it was well meanwhile: told anew").hasSize(1);
    }

    @Test
    void aFailureThatWasToldAlreadyIsNotToldTwice() {
        happened(Kind.BACKUP, true, "");
        happened(Kind.BACKUP, false, "no space left");
        new Alarm(backups, (_, _) -> true).told(false);
        assertThat(look()).isEmpty();
        pass(Duration.ofDays(8));
        assertThat(look().getFirst()).contains("no space left");
    }

    @Test
    void drillsAreToldApart() {
        happened(Kind.BACKUP, true, "");
        happened(Kind.DRILL, false, "pieces/ab is missing");
        assertThat(look()).singleElement().asString().startsWith("Backup drill").contains("pieces/ab is missing");
        happened(Kind.DRILL, true, "");
        assertThat(look()).isEmpty();
        pass(Duration.ofDays(10));
        happened(Kind.BACKUP, true, "");
        assertThat(look()).singleElement().asString().contains("none was made for a while", "10 days");
    }

    @Test
    void whereNobodyIsItIsTriedAgain() {
        pass(Duration.ofHours(31));
        somebody = false;
        assertThat(look()).isEmpty();
        somebody = true;
        assertThat(look()).hasSize(1);
    }

    @Test
    void troubleHasItsKind() {
        assertThat(backups.trouble()).isEmpty();
        pass(Duration.ofHours(31));
        assertThat(backups.trouble().orElseThrow().kind()).isEqualTo(Trouble.Kind.NEVER);
        happened(Kind.BACKUP, true, "");
        happened(Kind.BACKUP, false, "why");
        assertThat(backups.trouble().orElseThrow().kind()).isEqualTo(Trouble.Kind.FAILED);
        pass(Duration.ofHours(31));
        assertThat(backups.trouble().orElseThrow().kind()).isEqualTo(Trouble.Kind.OLD);
        happened(Kind.DRILL, false, "why");
        assertThat(backups.drillTrouble().orElseThrow().kind()).isEqualTo(Trouble.Kind.DRILL_FAILED);
        happened(Kind.DRILL, true, "");
        assertThat(backups.drillTrouble()).isEmpty();
        pass(Duration.ofDays(10));
        assertThat(backups.drillTrouble().orElseThrow().kind()).isEqualTo(Trouble.Kind.DRILL_OLD);
    }
}
