package org.tassis.greylist;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/// That somebody need not wait any more, as people are shown it.
///
/// @param since when it was first trusted, as far as that is known
/// @param last  when it last sent, a day more or less
public record Trust(Trusted who, Instant since, Instant last) {
    /// Who sent last is first.
    public static final Comparator<Trust> ORDER =
            Comparator.comparing(Trust::last).thenComparing(Trust::id).reversed();

    /// Where a page of the list ends.
    public record Place(Instant last, long id) {}

    /// The same for the same one, above zero: 63 bits of a hash. Two with one id would be a curiosity, and
    /// nothing is decided by it.
    public long id() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return Math.max(1, ByteBuffer.wrap(hash).getLong() >>> 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    public Place place() {
        return new Place(last, id());
    }

    /// What a search looks at: sender and network, or the domain; lower case.
    public String text() {
        return switch (who) {
            case Trusted.Pair(var network, var sender) -> (sender + " " + network).toLowerCase(Locale.ROOT);
            case Trusted.Domain(var domain) -> domain.ascii();
        };
    }

    /// With what was known before.
    public Trust after(Trust before) {
        return new Trust(
                who,
                before.since.isBefore(since) ? before.since : since,
                before.last.isAfter(last) ? before.last : last);
    }
}
