package org.tassis.launcher.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tassis.launcher.backup.BackupLog.Entry;
import org.tassis.launcher.settings.Settings;

/// What is wrong with backups and drills.
///
/// @param age  since the newest good one, or since backups were wanted
/// @param text what the last attempt said; empty when it went well
public record Trouble(Kind kind, Duration age, String text) {
    public enum Kind {
        NEVER,
        OLD,
        FAILED,
        DRILL_FAILED,
        DRILL_OLD
    }

    /// For people.
    public String sentence() {
        String attempt = text.isEmpty() ? "" : "; the last attempt ended with: " + text;
        return switch (kind) {
            case NEVER -> "there is no backup" + attempt;
            case OLD -> "the newest good backup is " + Durations.of(age) + " old" + attempt;
            case FAILED -> "the last backup ended with: " + text;
            case DRILL_FAILED -> "the last drill failed: " + text;
            case DRILL_OLD -> "no backup was put back for trial for " + Durations.of(age);
        };
    }

    /// Of backups: the newest good one is too old, or the last attempt failed.
    static Optional<Trouble> ofBackups(Settings.Backup wanted, BackupLog log, Instant now) {
        if (!wanted.isOn()) {
            return Optional.empty();
        }
        Optional<Entry> good = log.last(BackupLog.Kind.BACKUP, true);
        Optional<Entry> last = log.last(BackupLog.Kind.BACKUP, false);
        Instant since = good.or(() -> log.last(BackupLog.Kind.BEGAN, false))
                .map(Entry::at)
                .orElse(now);
        Duration age = Duration.between(since, now);
        String text = last.filter(entry -> !entry.good()).map(Entry::text).orElse("");
        if (age.compareTo(wanted.warnAfter()) > 0) {
            return Optional.of(new Trouble(good.isEmpty() ? Kind.NEVER : Kind.OLD, age, text));
        }
        return last.filter(entry -> !entry.good()).map(entry -> new Trouble(Kind.FAILED, age, entry.text()));
    }

    /// Of drills: the last failed, or is two days overdue.
    static Optional<Trouble> ofDrills(Settings.Backup wanted, BackupLog log, Instant now) {
        Duration every = wanted.drillEvery();
        if (!wanted.isOn() || every.isZero()) {
            return Optional.empty();
        }
        Optional<Entry> last = log.last(BackupLog.Kind.DRILL, false);
        Instant since = last.or(() -> log.last(BackupLog.Kind.BEGAN, false))
                .map(Entry::at)
                .orElse(now);
        Duration age = Duration.between(since, now);
        if (last.isPresent() && !last.get().good()) {
            return Optional.of(new Trouble(Kind.DRILL_FAILED, age, last.get().text()));
        }
        return age.compareTo(every.plusDays(2)) > 0
                ? Optional.of(new Trouble(Kind.DRILL_OLD, age, ""))
                : Optional.empty();
    }
}
