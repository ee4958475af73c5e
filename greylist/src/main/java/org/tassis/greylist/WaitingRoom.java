package org.tassis.greylist;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.greylist.Visitor.State;

/// Who waits and who was let in, for people to see, and which mailboxes let everybody in for a while.
/// Nothing is decided by what is seen here, except for those mailboxes. Bounded: under a flood, what is
/// oldest goes, or is not noted. What was noted last may be lost in a crash. Any thread; may block on a
/// database, except {@link #note} and {@link #openUntil}, which are asked for each recipient.
public interface WaitingRoom {
    /// The most that one list has.
    int MOST = 1000;

    /// Nobody is noted, and no mailbox is open.
    WaitingRoom NONE = new WaitingRoom() {
        @Override
        public void note(Visitor visitor) {}

        @Override
        public List<Visitor> list(State state, Optional<AccountId> owner, int limit) {
            return List.of();
        }

        @Override
        public Optional<Visitor> find(long id) {
            return Optional.empty();
        }

        @Override
        public boolean remove(long id) {
            return false;
        }

        @Override
        public void open(AccountId owner, Instant until) {}

        @Override
        public Optional<Instant> openUntil(AccountId owner, Instant now) {
            return Optional.empty();
        }

        @Override
        public void noteTrust(Trust trust) {}

        @Override
        public List<Trust> trusted(String part, Optional<Trust.Place> after, int limit) {
            return List.of();
        }

        @Override
        public Optional<Trust> findTrust(long id) {
            return Optional.empty();
        }

        @Override
        public boolean removeTrust(long id) {
            return false;
        }

        @Override
        public long expire(Instant waitingBefore, Instant letInBefore) {
            return 0;
        }
    };

    /// Somebody came. Of one who is known already, the first time is kept, the attempts are added up, and
    /// all else is as it is now.
    void note(Visitor visitor);

    /// Who came last is first.
    ///
    /// @param owner of the mailbox; empty: of all
    /// @param limit 1 to {@link #MOST}
    List<Visitor> list(State state, Optional<AccountId> owner, int limit);

    Optional<Visitor> find(long id);

    /// @return whether it was there
    boolean remove(long id);

    /// Lets everybody in to a mailbox until then; a time that is past ends it.
    void open(AccountId owner, Instant until);

    /// Until when a mailbox lets everybody in; empty when it does not, or not any more.
    Optional<Instant> openUntil(AccountId owner, Instant now);

    /// Somebody is trusted from now on, or was again. Of one who is known already, the first time is kept.
    void noteTrust(Trust trust);

    /// Who is trusted, in the order of {@link Trust#ORDER}, to be read page by page.
    ///
    /// @param part  of {@link Trust#text}, in any case; empty: all
    /// @param after where the page before ended
    /// @param limit 1 to {@link #MOST}
    List<Trust> trusted(String part, Optional<Trust.Place> after, int limit);

    Optional<Trust> findTrust(long id);

    /// @return whether it was there
    boolean removeTrust(long id);

    /// Forgets who came last, or was last trusted, before these times, and what is more than there is room
    /// for.
    ///
    /// @return how many
    long expire(Instant waitingBefore, Instant letInBefore);
}
