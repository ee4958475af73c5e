package org.tassis.admin.backup;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.directory.CustomerId;

/// One piece of work on backups. One is done at a time, whoever looks on.
///
/// @param id       ascending
/// @param backup   id of the backup; empty: the newest, or the one that is made
/// @param choice   what is brought back, in words of the backup: see {@link Chosen}
/// @param actor    who gave it; empty: the timetable
/// @param customer whose administrator gave it; empty: an operator
/// @param progress how far it is
/// @param figures  what it came to: `messages`, `octets`, `written`, `removed`, `pieces`, `back`, `present`,
///     `mailboxes`, `missing`; and {@link #ASKED}
/// @param remarks  sentences in English on what was wrong
/// @param report   when a drill's report was written; see {@link Copies#report}
public record Job(
        long id,
        Kind kind,
        String backup,
        Chosen choice,
        String actor,
        Optional<CustomerId> customer,
        State state,
        Instant created,
        Optional<Instant> ended,
        Progress progress,
        SortedMap<String, Long> figures,
        List<String> remarks,
        Optional<Instant> report) {
    /// Among the figures of what stopped because somebody wanted it to.
    public static final String ASKED = "asked";

    public Job {
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
        remarks = List.copyOf(remarks);
    }

    public enum Kind {
        /// A backup is made.
        BACKUP,
        /// One is put back for trial.
        DRILL,
        /// Every octet of one is compared.
        CHECK,
        RESTORE,
        /// What a restore would do is looked at.
        COMPARE;

        /// As messages name it.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum State {
        WAITING,
        RUNNING,
        /// Somebody wants it to stop: it does so at its next object.
        STOPPING,
        DONE,
        /// It ended, and found or left something wrong.
        WRONG,
        /// It could not be done.
        FAILED,
        /// It ended before all was done: the server stopped, or somebody wanted it to.
        STOPPED;

        public boolean isEnd() {
            return this != WAITING && this != RUNNING && this != STOPPING;
        }

        /// As messages name it.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Of badges.
        public String look() {
            return switch (this) {
                case DONE -> "good";
                case WRONG, FAILED -> "bad";
                case STOPPED, STOPPING -> "warn";
                case WAITING, RUNNING -> "";
            };
        }
    }

    /// What comes back, and where to.
    ///
    /// @param from     the login in the backup; empty: all mailboxes
    /// @param folder   empty: all folders
    /// @param messages how many were chosen one by one; 0: all
    /// @param into     the login now; empty with `from`
    public record Chosen(String from, String folder, int messages, String into) {
        public static final Chosen NOTHING = new Chosen("", "", 0, "");
    }

    /// @param step  what is done now: one of `looking`, `table`, `volume`, `file`, `messages`, `mailbox`,
    ///     `examining`, `starting`, or empty
    /// @param done  of `total`
    /// @param total 0 when it is not known
    public record Progress(String step, long done, long total) {
        public static final Progress NONE = new Progress("", 0, 0);

        /// 0 to 100; -1 when it is not known.
        public int percent() {
            return total <= 0 ? -1 : Math.clamp(100 * done / total, 0, 100);
        }
    }

    public boolean isRunning() {
        return !state.isEnd();
    }

    /// Whether it can be told to stop.
    public boolean isStoppable() {
        return state == State.WAITING || state == State.RUNNING;
    }

    public long figure(String name) {
        return figures.getOrDefault(name, 0L);
    }
}
