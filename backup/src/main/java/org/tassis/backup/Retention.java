package org.tassis.backup;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which backups stay: the newest of each of the last days that have one, and the newest of each of the last
/// weeks.
///
/// @param daily  how many days, at least 1
/// @param weekly how many weeks
/// @param zone   whose days
public record Retention(int daily, int weekly, ZoneId zone) {
    /// Pieces that no backup names are left alone for so long: one that is being made may need them.
    public static final Duration GRACE = Duration.ofDays(1);

    public Retention {
        if (daily < 1 || weekly < 0) {
            throw new IllegalArgumentException("at least the newest backup stays");
        }
    }

    /// What was removed.
    ///
    /// @param backups ids
    /// @param pieces  that no backup needs
    /// @param octets  of them
    public record Removed(List<String> backups, long pieces, long octets) {
        public Removed {
            backups = List.copyOf(backups);
        }
    }

    /// When the backup of this id was begun.
    public static Instant instant(String id) {
        return Instant.parse(id.substring(0, 4) + "-" + id.substring(4, 6) + "-" + id.substring(6, 11) + ":"
                + id.substring(11, 13) + ":" + id.substring(13));
    }

    /// @param ids the oldest first
    Set<String> staying(List<String> ids) {
        Map<LocalDate, String> days = new LinkedHashMap<>();
        Map<LocalDate, String> weeks = new LinkedHashMap<>();
        for (String id : ids.reversed()) {
            LocalDate day = instant(id).atZone(zone).toLocalDate();
            days.putIfAbsent(day, id);
            weeks.putIfAbsent(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), id);
        }
        Set<String> staying = new TreeSet<>();
        days.values().stream().limit(daily).forEach(staying::add);
        weeks.values().stream().limit(weekly).forEach(staying::add);
        return staying;
    }

    /// On which day each of these backups goes, when one more is made every day from now on.
    ///
    /// @param ids of all that are there, the oldest first
    public Map<String, LocalDate> until(List<String> ids, Instant now) {
        Map<String, LocalDate> until = new LinkedHashMap<>();
        Set<String> left = new TreeSet<>(ids);
        List<String> all = new ArrayList<>(ids);
        LocalDate day = now.atZone(zone).toLocalDate();
        for (int days = 0; days <= daily + 7 * (weekly + 1) && !left.isEmpty(); days++) {
            if (days > 0) {
                day = day.plusDays(1);
                all.add(id(day.atTime(12, 0).atZone(zone).toInstant()));
            }
            Set<String> staying = staying(all);
            for (String id : List.copyOf(left)) {
                if (!staying.contains(id)) {
                    until.put(id, day);
                    left.remove(id);
                }
            }
        }
        return until;
    }

    private static String id(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "");
    }

    /// Removes the backups that need not stay, and then the pieces that no backup names.
    public Removed apply(Vault vault, Instant now, Progress progress) throws IOException, InterruptedException {
        List<String> ids = vault.ids();
        Set<String> staying = staying(ids);
        List<String> removed = new ArrayList<>();
        for (String id : ids) {
            if (!staying.contains(id)) {
                vault.forget(id);
                removed.add(id);
            }
        }
        progress.at("looking for pieces that no backup needs", 0, 0);
        Set<String> needed = new HashSet<>();
        for (String id : staying) {
            vault.manifest(id).pieces().forEach(piece -> needed.add(piece.name()));
        }
        List<Target.Listed> unneeded = new ArrayList<>();
        vault.target().list(Piece.FOLDER, listed -> {
            if (!needed.contains(Vault.name(listed.name())) && listed.written().isBefore(now.minus(GRACE))) {
                unneeded.add(listed);
            }
        });
        long octets = 0;
        for (Target.Listed listed : unneeded) {
            vault.target().delete(listed.name());
            octets += listed.size();
        }
        return new Removed(removed, unneeded.size(), octets);
    }
}
