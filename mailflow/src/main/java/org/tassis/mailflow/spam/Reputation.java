package org.tassis.mailflow.spam;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.store.StoreException;

/// How mail of domains and networks fared here lately. What happens to a message changes it in memory at once, and in
/// the database when {@link #write} is called; what was not written is lost in a crash, which costs little. Any
/// thread; a database that fails leaves everybody without a reputation.
public final class Reputation {
    private static final Logger LOG = LoggerFactory.getLogger(Reputation.class);

    private static final int HELD = 50_000; // about 6 MB
    private static final int KEPT = 10 * Standing.HALF_LIFE;

    /// Below this little is known, or both kinds come.
    private static final double LEAST = 0.25;

    private final SpamMemory memory;
    private final SpamKnowledge knowledge;
    private final InstantSource clock;
    private final Map<Long, Standing> held = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private final Map<Long, Standing> unwritten = new HashMap<>(); // likewise

    public Reputation(SpamMemory memory, SpamKnowledge knowledge, InstantSource clock) {
        this.memory = memory;
        this.knowledge = knowledge;
        this.clock = clock;
    }

    /// What a domain or network is for the message that comes from there.
    public enum Kind {
        /// The sender's, and it is certain.
        DOMAIN('d', "domain", 3, 2),
        /// Of the client.
        NETWORK('n', "network", 3, 1.5);

        private final char letter;
        private final String word;
        private final double worst;
        private final double best;

        Kind(char letter, String word, double worst, double best) {
            this.letter = letter;
            this.word = word;
            this.worst = worst;
            this.best = best;
        }
    }

    /// For every message one of each kind that is known, as it is kept with it: {@link #learnFrom} finds it there.
    public Score score(Kind kind, String name) {
        Standing standing = standing(subject(kind, name));
        double lean = standing.lean(today());
        if (Math.abs(lean) < LEAST) {
            return new Score(kind.word + "-known", 0, name);
        }
        return lean > 0
                ? new Score(kind.word + "-bad", lean * kind.worst, name)
                : new Score(kind.word + "-good", lean * kind.best, name);
    }

    /// A message of there was spam, or was wanted, to so many parts of one.
    public void happened(Kind kind, String name, double spam, double ham) {
        long subject = subject(kind, name);
        Standing before = standing(subject);
        synchronized (this) {
            Standing after = held.getOrDefault(subject, before).with(spam, ham, today());
            hold(subject, after);
            unwritten.put(subject, after);
            if (unwritten.size() > HELD) { // the database is away for long
                unwritten.clear();
            }
        }
    }

    /// Somebody says what a message was, whose verdict is kept with it.
    ///
    /// @param corrected whether this server had taken it for the other
    void learnFrom(List<Score> scores, SpamClass as, boolean corrected) {
        double other = corrected ? -0.5 : 0; // what was counted when it came
        for (Score score : scores) {
            kindOf(score.code()).ifPresent(kind -> {
                if (as == SpamClass.SPAM) {
                    happened(kind, score.detail(), 1, other);
                } else {
                    happened(kind, score.detail(), other, 1);
                }
            });
        }
    }

    private static Optional<Kind> kindOf(String code) {
        for (Kind kind : Kind.values()) {
            if (code.equals(kind.word + "-known")
                    || code.equals(kind.word + "-good")
                    || code.equals(kind.word + "-bad")) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private long subject(Kind kind, String name) {
        return knowledge.hash().of(kind.letter, name);
    }

    private Standing standing(long subject) {
        synchronized (this) {
            Standing known = held.get(subject);
            if (known != null) {
                return known;
            }
        }
        Standing found;
        try {
            found = memory.standings(List.of(subject)).getOrDefault(subject, Standing.NONE);
        } catch (StoreException e) {
            LOG.debug("reputation cannot be read", e);
            return Standing.NONE;
        }
        synchronized (this) {
            Standing meanwhile = held.get(subject);
            if (meanwhile != null) {
                return meanwhile;
            }
            hold(subject, found);
            return found;
        }
    }

    private void hold(long subject, Standing standing) {
        held.put(subject, standing);
        if (held.size() > HELD) {
            var eldest = held.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /// To be called every few seconds, and before the end: what changed becomes durable.
    ///
    /// @throws StoreException the database cannot be used; it is tried again next time
    public void write() {
        Map<Long, Standing> changed;
        synchronized (this) {
            changed = Map.copyOf(unwritten);
        }
        List<Map.Entry<Long, Standing>> all = new ArrayList<>(changed.entrySet());
        for (int from = 0; from < all.size(); from += 1000) {
            Map<Long, Standing> some = new HashMap<>();
            all.subList(from, Math.min(all.size(), from + 1000)).forEach(one -> some.put(one.getKey(), one.getValue()));
            memory.keep(some);
            synchronized (this) {
                some.forEach(unwritten::remove); // unless it changed meanwhile
            }
        }
    }

    /// To be called now and then.
    public void forget() {
        memory.forgetStandings(today() - KEPT);
    }

    private int today() {
        return SpamKnowledge.day(clock.instant());
    }
}
