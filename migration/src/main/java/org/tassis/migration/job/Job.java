package org.tassis.migration.job;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.migration.intake.Progress;

/// One piece of work for one mailbox.
///
/// @param id      ascending
/// @param kind    what is done
/// @param account to which mailbox
/// @param login   of it, when the job was given
/// @param spec    how, in words of {@link Kind}; no passwords
/// @param actor   who gave it
/// @param state   how it stands
/// @param figures how far it got
/// @param message why it is in this state, a sentence; empty where there is nothing to say
/// @param changed when the state was last written
public record Job(
        long id,
        Kind kind,
        AccountId account,
        String login,
        SortedMap<String, String> spec,
        String actor,
        State state,
        Progress.Figures figures,
        String message,
        Instant created,
        Instant changed) {
    /// What a job does.
    public enum Kind {
        /// Brings in mail from files: `path`, or `upload` and `name` of one that somebody sent ({@link
        /// Uploads}); `into`, `under`, `mboxo`.
        FILES,
        /// Brings in mail from another server by IMAP: see {@link org.tassis.migration.imap}.
        IMAP,
        /// Brings in the mail of a backup of Virtualmin, for all its users, the account being one of them:
        /// `path`.
        VIRTUALMIN,
        /// Writes mail into files: `path`, `form`, `zip`, `folder`.
        EXPORT
    }

    /// How a job stands.
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        /// The mailbox has no room for more.
        FULL,
        FAILED,
        CANCELLED,
        /// It can go on when somebody gives the password again.
        PASSWORD;

        /// Whether nothing happens by itself any more.
        public boolean isEnd() {
            return this != WAITING && this != RUNNING;
        }
    }

    public Job {
        spec = Collections.unmodifiableSortedMap(new TreeMap<>(spec));
    }

    public Optional<String> said(String key) {
        return Optional.ofNullable(spec.get(key)).filter(value -> !value.isEmpty());
    }

    /// How many of a hundred messages that are expected were looked at; -1 when that is not known.
    public int percent() {
        return figures.expected() == 0 ? -1 : (int) Math.min(100, figures.seen() * 100 / figures.expected());
    }

    public Job with(State other, String why, Instant when) {
        return new Job(id, kind, account, login, spec, actor, other, figures, why, created, when);
    }

    public Job with(Progress.Figures now) {
        return new Job(id, kind, account, login, spec, actor, state, now, message, created, changed);
    }
}
