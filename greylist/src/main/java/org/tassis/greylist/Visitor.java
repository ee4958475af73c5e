package org.tassis.greylist;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.EmailAddress;

/// A sender with mail for a recipient, who waits or was let in, as people are shown it.
///
/// @param id        the same for each attempt that counts as one; above zero
/// @param state     whether it waits
/// @param owner     of the mailbox that the recipient leads to; empty when there are several or none
/// @param client    that came last; a neighbour of those before
/// @param sender    as it was last; empty for the null sender
/// @param recipient as it was last
/// @param first     attempt
/// @param last      attempt
/// @param attempts  since the first
public record Visitor(
        long id,
        State state,
        Optional<AccountId> owner,
        InetAddress client,
        Optional<EmailAddress> sender,
        EmailAddress recipient,
        Instant first,
        Instant last,
        long attempts) {
    public enum State {
        WAITING,
        LET_IN
    }

    static Visitor of(Attempt attempt, Cidr network, State state, Instant now) {
        return new Visitor(
                id(network, Triplet.senderKey(attempt.sender(), attempt.recipient()), attempt.recipient()),
                state,
                attempt.owner(),
                attempt.client(),
                attempt.sender(),
                attempt.recipient(),
                now,
                now,
                1);
    }

    /// With what was known before: when it came first, and how often.
    public Visitor after(Visitor before) {
        return new Visitor(
                id,
                state,
                owner,
                client,
                sender,
                recipient,
                before.first.isBefore(first) ? before.first : first,
                last,
                before.attempts + attempts);
    }

    Visitor letIn() {
        return new Visitor(id, State.LET_IN, owner, client, sender, recipient, first, last, 0);
    }

    Attempt attempt() {
        return new Attempt(client, sender, recipient, false, owner);
    }

    /// 63 bits of a hash: two that are shown as one would be a curiosity, and nothing is decided by it.
    private static long id(Cidr network, String sender, EmailAddress recipient) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((network + "\n" + sender + "\n" + recipient.key()).getBytes(StandardCharsets.UTF_8));
            return Math.max(1, ByteBuffer.wrap(hash).getLong() >>> 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
