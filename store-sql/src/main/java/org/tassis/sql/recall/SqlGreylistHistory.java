package org.tassis.sql.recall;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.greylist.GreylistHistory;
import org.tassis.greylist.Triplet;
import org.tassis.greylist.Trusted;
import org.tassis.store.StoreException;

/// Greylisting's memory in the database, bounded: beyond ten million triplets or trusted ones the oldest go.
/// Methods throw {@link StoreException} when the database cannot be used.
public final class SqlGreylistHistory implements GreylistHistory {
    private static final long MOST = 10_000_000;

    private final Recall recall;
    private final long most;

    public SqlGreylistHistory(Recall recall) {
        this(recall, MOST);
    }

    SqlGreylistHistory(Recall recall, long most) {
        this.recall = recall;
        this.most = most;
    }

    @Override
    public Instant firstSeen(Triplet triplet, Instant now, Instant notBefore) {
        return Instant.ofEpochMilli(recall.first(key(triplet), now.toEpochMilli(), notBefore.toEpochMilli()));
    }

    @Override
    public void forget(Triplet triplet) {
        recall.remove(key(triplet));
    }

    @Override
    public Optional<Instant> lastSent(Trusted trusted) {
        OptionalLong time = recall.at(key(trusted));
        return time.isPresent() ? Optional.of(Instant.ofEpochMilli(time.getAsLong())) : Optional.empty();
    }

    @Override
    public void trust(Trusted trusted, Instant now) {
        recall.set(key(trusted), now.toEpochMilli());
    }

    @Override
    public void distrust(Trusted trusted) {
        recall.remove(key(trusted));
    }

    @Override
    public long expire(Instant tripletsBefore, Instant trustBefore) {
        return recall.forget(Key.Kind.TRIPLET, tripletsBefore.toEpochMilli(), most)
                + recall.forget(Key.Kind.TRUSTED, trustBefore.toEpochMilli(), most);
    }

    private static Key key(Triplet triplet) {
        String sender = triplet.sender();
        String recipient = triplet.recipient().key();
        return switch (triplet.origin()) {
            case Triplet.Origin.Network(var network) ->
                Key.of(Key.Kind.TRIPLET, "network", network.toString(), sender, recipient);
            case Triplet.Origin.Hosts(var domain) ->
                Key.of(Key.Kind.TRIPLET, "hosts", domain.ascii(), sender, recipient);
        };
    }

    private static Key key(Trusted trusted) {
        return switch (trusted) {
            case Trusted.Pair(var network, var sender) -> Key.of(Key.Kind.TRUSTED, "pair", network.toString(), sender);
            case Trusted.Domain(var domain) -> Key.of(Key.Kind.TRUSTED, "domain", domain.ascii());
        };
    }
}
