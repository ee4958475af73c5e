package org.tassis.admin.backup;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.directory.CustomerId;

/// The backups of this server, as pages and the API work with them; the launcher provides it. Who may ask for
/// what, {@link CopyDesk} knows. Any thread; what reads the place where backups are blocks.
public interface Copies {
    /// The place where backups are cannot be used, or a backup is not there or is damaged. The message is a
    /// sentence in English for operators.
    final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unusable(String message, Throwable cause) {
            super(message, cause);
        }

        public Unusable(String message) {
            super(message);
        }

        /// The sentence.
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /// How things stand, without asking the place where backups are.
    ///
    /// @param on      whether backups are made at all
    /// @param place   where they are; empty when they are off
    /// @param next    when the next one is made by itself
    /// @param good    the newest that went well
    /// @param last    what became of the last one
    /// @param drills  whether drills are made by themselves
    /// @param drilled the newest drill that went well
    /// @param drill   what became of the last drill
    /// @param trouble what is wrong
    record Standing(
            boolean on,
            String place,
            Optional<Instant> next,
            Optional<Event> good,
            Optional<Event> last,
            boolean drills,
            Optional<Event> drilled,
            Optional<Event> drill,
            List<Trouble> trouble) {
        public Standing {
            trouble = List.copyOf(trouble);
        }
    }

    /// What is wrong with backups.
    ///
    /// @param days since the newest good one; 0 where that does not matter
    /// @param text what the last attempt said, in English; empty when it said nothing
    record Trouble(Kind kind, long days, String text) {
        public enum Kind {
            /// There never was a good backup.
            NEVER,
            OLD,
            FAILED,
            DRILL_FAILED,
            DRILL_OLD;

            /// As messages name it.
            public String key() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }

            /// Whether it is about drills.
            public boolean isDrill() {
                return this == DRILL_FAILED || this == DRILL_OLD;
            }
        }
    }

    /// What became of a backup, a drill or a check.
    ///
    /// @param at     when it ended
    /// @param backup its id; empty when there was none
    /// @param millis how long it took
    /// @param text   what was wrong, in English
    /// @param report whether {@link Copies#report} has more to say
    record Event(Job.Kind kind, Instant at, boolean good, String backup, long millis, String text, boolean report) {}

    /// All that is at the place.
    ///
    /// @param copies the newest first
    record Listing(boolean encrypted, List<Copy> copies) {
        public Listing {
            copies = List.copyOf(copies);
        }
    }

    /// One backup.
    ///
    /// @param id       such as `20261121T023000Z`
    /// @param taken    what it has is of this moment
    /// @param octets   of everything in it
    /// @param written  octets that were new when it was made; empty when that is not known here
    /// @param checked  the last time that all of it was compared or put back for trial
    /// @param goes     the day on which it goes, when one is made every day
    /// @param problems what could not be saved as it should have been
    /// @param fault    why its list cannot be read; all else is empty then
    record Copy(
            String id,
            Instant taken,
            String host,
            long messages,
            long octets,
            OptionalLong written,
            Optional<Event> checked,
            Optional<LocalDate> goes,
            List<String> problems,
            Optional<String> fault) {
        public Copy {
            problems = List.copyOf(problems);
        }
    }

    /// Somebody's mailbox in a backup.
    ///
    /// @param account  the number, which is never given to another
    /// @param login    as it was then
    /// @param customer whose it was then
    record Box(AccountId account, String login, Optional<CustomerId> customer) {}

    /// @param octets of its messages
    record Folder(MailboxName name, long messages, long octets) {}

    /// A message in a backup.
    ///
    /// @param uid     in its folder, then
    /// @param from    empty when it cannot be read; likewise the subject
    /// @param arrived when it came
    record Saved(MailboxName folder, long uid, String from, String subject, Instant arrived, long octets) {}

    /// Messages, the newest first.
    ///
    /// @param looked how many were looked at, from the first on
    /// @param of     how many there are
    /// @param next   from which to go on; empty at the end
    record Found(List<Saved> messages, int looked, int of, OptionalInt next) {
        public Found {
            messages = List.copyOf(messages);
        }
    }

    /// What is to come back.
    ///
    /// @param backup  id
    /// @param from    whose, in the backup; empty: all mailboxes that still are there, each into itself
    /// @param of      only those of this customer, when it is all
    /// @param folder  all folders unless given
    /// @param uids    of that folder; all messages when empty
    /// @param into    the mailbox that gets it; empty when it is all
    record Choice(
            String backup,
            Optional<Box> from,
            Optional<CustomerId> of,
            Optional<MailboxName> folder,
            List<Long> uids,
            Optional<AccountId> into) {
        public Choice {
            uids = List.copyOf(uids);
        }

        public static Choice all(String backup, Optional<CustomerId> of) {
            return new Choice(backup, Optional.empty(), of, Optional.empty(), List.of(), Optional.empty());
        }
    }

    /// What would come back.
    ///
    /// @param lines by folders
    /// @param some  at most 50 of the messages that were chosen one by one
    /// @param room  octets that the mailbox has left
    record Preview(List<Line> lines, List<Saved> some, long room) {
        public Preview {
            lines = List.copyOf(lines);
            some = List.copyOf(some);
        }

        /// @param back    messages that would come back
        /// @param octets  of these
        /// @param present that are there already
        public record Line(MailboxName folder, long back, long octets, long present) {}

        public long back() {
            return lines.stream().mapToLong(Line::back).sum();
        }

        public long octets() {
            return lines.stream().mapToLong(Line::octets).sum();
        }

        public long present() {
            return lines.stream().mapToLong(Line::present).sum();
        }

        /// Whether not all of it fits.
        public boolean isTooMuch() {
            return octets() > room;
        }
    }

    /// Who gives a job.
    ///
    /// @param customer whose administrator; empty: an operator
    record Giver(String name, Optional<CustomerId> customer) {}

    Standing standing();

    /// @throws Unusable the place cannot be read
    Listing list();

    /// Whose mailboxes are in a backup, in order of logins.
    ///
    /// @param words a part of the login; empty: all
    /// @param own   only those of this customer, then or now
    /// @throws Unusable likewise
    List<Box> mailboxes(String backup, String words, Optional<CustomerId> own, int limit);

    /// @param name a login or an address, as it was then
    /// @throws Unusable likewise
    Optional<Box> mailbox(String backup, String name);

    /// @throws Unusable likewise
    List<Folder> folders(String backup, Box box);

    /// Messages of a mailbox or one of its folders.
    ///
    /// @param words  all of these are in subject or sender; empty: every message. Looking for words ends
    ///     after some seconds, and can go on
    /// @param from   0, or the `next` of the page before
    /// @param limit  1 to 200
    /// @throws Unusable likewise
    Found messages(String backup, Box box, Optional<MailboxName> folder, String words, int from, int limit);

    /// @throws Unusable likewise; or the choice cannot be
    Preview preview(Choice choice);

    /// Makes a backup when nothing else is done.
    Job make(Giver by);

    /// @param backup id; the newest when empty
    Job drill(Optional<String> backup, Giver by);

    /// Reads every octet of a backup and compares it.
    Job check(String backup, Giver by);

    /// Brings back what was chosen, beside what is there.
    Job restore(Choice choice, Giver by);

    /// Says what {@link #restore} would do, where that takes long.
    Job compare(Choice choice, Giver by);

    /// Ends a job: what waits at once, what runs at its next object, leaving nothing half. Does nothing to
    /// one that has ended.
    void stop(long job);

    /// The newest first.
    List<Job> jobs(int limit);

    Optional<Job> job(long id);

    /// What became of backups, drills and checks, the newest first.
    List<Event> history(Job.Kind kind, int limit);

    /// What a drill had to say, in English.
    ///
    /// @param at when it ended
    Optional<String> report(Instant at);
}
