package org.tassis.mailflow.spam;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;

/// What was learnt of spam and wanted mail, kept for ever or until it is forgotten: the port. One process uses it at
/// a time. Any thread; methods throw {@link org.tassis.store.StoreException} when the database cannot be used.
public interface SpamMemory {
    /// Tokens of one owner that are kept when it {@link #forget forgets}; twice as many may be there before.
    int MOST_OWN = 10_000;

    int MOST_BASE = 200_000;

    /// With which tokens are hashed: {@link TokenHash#KEY} octets, made at the first call, the same for ever.
    byte[] key();

    /// All that an owner has learnt; empty when it has learnt nothing.
    TokenCounts load(Owner owner);

    /// Durable when it returns. A message is learnt once in each class, by the mailbox and, when the lesson is
    /// shared, by the base: in another class than before it is first unlearnt; in the same one nothing changes.
    ///
    /// @return as what, and whether shared, the message was known before
    Optional<Known> learn(Lesson lesson);

    /// As what an owner knows a message.
    Optional<Known> known(Owner owner, ContentId content);

    /// @param shared whether the base has learnt it too
    record Known(SpamClass as, boolean shared) {}

    /// Forgets tokens of owners that have too many: rare and old ones first ({@link Forgetting}); and what was
    /// learnt of messages longer ago than a year.
    ///
    /// @return owners whose tokens are fewer now
    Collection<Owner> forget(int today);

    /// All that a mailbox learnt; not what the base learnt from it.
    void remove(AccountId account);

    /// How subjects stand, those that are known.
    Map<Long, Standing> standings(Collection<Long> subjects);

    /// Durable when it returns.
    void keep(Map<Long, Standing> standings);

    /// Forgets how subjects stood that were last heard of before that day.
    ///
    /// @return how many
    long forgetStandings(int before);

    /// Mailboxes that have learnt something.
    long owners();
}
