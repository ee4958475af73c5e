package org.tassis.mailflow.spam;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.mailflow.spam.SpamMemory.Known;

/// What was learnt, with the counts in use held in memory: the base, and those of mailboxes that got mail lately, up
/// to {@link #MOST_OCTETS}. Only this writes to the memory below it. Any thread; methods throw
/// {@link org.tassis.store.StoreException} when the database cannot be used.
public final class SpamKnowledge {
    /// Octets of counts in memory, about.
    static final long MOST_OCTETS = 64 << 20;

    private static final int WEIGH_EVERY = 1024;

    private final SpamMemory memory;
    private final ReentrantLock changing = new ReentrantLock(); // loads and lessons, one after the other
    private final Map<Owner, TokenCounts> loaded = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long octets; // likewise, about
    private int loads; // likewise
    private volatile Optional<TokenHash> hash = Optional.empty();

    public SpamKnowledge(SpamMemory memory) {
        this.memory = memory;
    }

    /// That hashes with the key of this memory.
    public TokenHash hash() {
        Optional<TokenHash> known = hash;
        if (known.isEmpty()) {
            known = Optional.of(new TokenHash(memory.key()));
            hash = known;
        }
        return known.get();
    }

    public Tokenizer tokenizer() {
        return new Tokenizer(hash());
    }

    /// How likely these tokens are spam for a mailbox.
    ///
    /// @param mailbox none when the message goes to nobody here
    /// @return from 0, wanted, to 1, spam; nothing when too little was learnt
    public OptionalDouble probability(long[] tokens, Optional<AccountId> mailbox) {
        return Bayes.probability(tokens, counts(Owner.BASE), mailbox.map(account -> counts(Owner.of(account))));
    }

    /// Whether enough was learnt, by the base or by one of these mailboxes, to say anything of a message.
    public boolean saysSomething(Collection<AccountId> mailboxes) {
        return Bayes.counts(counts(Owner.BASE), Bayes.LEAST_BASE)
                || mailboxes.stream().anyMatch(account -> Bayes.counts(counts(Owner.of(account)), Bayes.LEAST_OWN));
    }

    /// What an owner has learnt.
    public TokenCounts counts(Owner owner) {
        synchronized (loaded) {
            TokenCounts known = loaded.get(owner);
            if (known != null) {
                return known;
            }
        }
        changing.lock();
        try {
            synchronized (loaded) {
                TokenCounts known = loaded.get(owner);
                if (known != null) {
                    return known;
                }
            }
            TokenCounts counts = memory.load(owner);
            hold(owner, counts);
            return counts;
        } finally {
            changing.unlock();
        }
    }

    private void hold(Owner owner, TokenCounts counts) {
        synchronized (loaded) {
            loaded.put(owner, counts);
            octets += counts.weight();
            if (++loads % WEIGH_EVERY == 0) {
                weigh();
            }
            var eldest = loaded.entrySet().iterator();
            while (octets > MOST_OCTETS && eldest.hasNext()) {
                var one = eldest.next();
                if (!one.getKey().equals(Owner.BASE) && !one.getKey().equals(owner)) {
                    octets -= one.getValue().weight();
                    eldest.remove();
                }
            }
        }
    }

    /// Counts grow as they learn, so all are weighed again now and then.
    private void weigh() {
        octets = 0;
        for (TokenCounts counts : loaded.values()) {
            octets += counts.weight();
        }
    }

    /// Durable when it returns; at most once in each class.
    ///
    /// @return whether anything changed
    public boolean learn(Lesson lesson) {
        changing.lock();
        try {
            Optional<Known> before = memory.learn(lesson);
            if (before.isPresent() && before.get().as() == lesson.as()) {
                return false;
            }
            if (!lesson.owner().equals(Owner.BASE)) {
                change(lesson.owner(), lesson, before.map(Known::as), true);
            }
            change(Owner.BASE, lesson, before.filter(Known::shared).map(Known::as), lesson.shared());
            return true;
        } finally {
            changing.unlock();
        }
    }

    private void change(Owner owner, Lesson lesson, Optional<SpamClass> before, boolean learns) {
        TokenCounts counts;
        synchronized (loaded) {
            TokenCounts known = loaded.get(owner);
            if (known == null) {
                return;
            }
            counts = known;
        }
        before.ifPresent(was -> counts.message(lesson.tokens(), was, -1));
        if (learns) {
            counts.message(lesson.tokens(), lesson.as(), 1);
        }
    }

    /// As what a mailbox knows a message.
    public Optional<SpamClass> known(AccountId account, ContentId content) {
        return memory.known(Owner.of(account), content).map(Known::as);
    }

    /// To be called now and then: what is rare and old goes.
    public void forget(Instant now) {
        changing.lock();
        try {
            Collection<Owner> fewer = memory.forget(day(now));
            synchronized (loaded) {
                loaded.keySet().removeAll(fewer);
                weigh();
            }
        } finally {
            changing.unlock();
        }
    }

    /// Nothing of the mailbox stays but what the base learnt from it.
    public void remove(AccountId account) {
        changing.lock();
        try {
            memory.remove(account);
            synchronized (loaded) {
                loaded.remove(Owner.of(account));
                weigh();
            }
        } finally {
            changing.unlock();
        }
    }

    /// Mailboxes that have learnt something.
    public long owners() {
        return memory.owners();
    }

    /// Since 1970, UTC.
    public static int day(Instant now) {
        return (int) TimeUnit.SECONDS.toDays(now.getEpochSecond());
    }
}
