package org.tassis.imap.fetch;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.fetch.Parts.Range;
import org.tassis.store.StoredMessage;

/// The octets of a message that a section means, the same that FETCH tells of it, for who reads by URL: RFC
/// 4469 §3, RFC 4468 §3.2. Chosen header fields are held in memory, all else is read as it is asked for.
/// Used by one thread.
public final class SectionOctets {
    private final StoredMessage message;
    private final byte @Nullable [] held;
    private final Range range;

    private SectionOctets(StoredMessage message, byte @Nullable [] held, Range range) {
        this.message = message;
        this.held = held;
        this.range = range;
    }

    /// Empty when the message has no such section. Of a section that is shorter than `partial` says, there
    /// is less, or nothing.
    ///
    /// @throws org.tassis.store.StoreException the message cannot be read
    public static Optional<SectionOctets> of(StoredMessage message, Section section, Optional<Partial> partial) {
        if (section.equals(Section.WHOLE)) {
            return Optional.of(new SectionOctets(message, null, Parts.clip(new Range(0, message.size()), partial)));
        }
        @Nullable Range range = Parts.range(message.structure(), section);
        if (range == null) {
            return Optional.empty();
        }
        if (section.fields().isEmpty()) {
            return Optional.of(new SectionOctets(message, null, Parts.clip(range, partial)));
        }
        HeaderFilter filter = HeaderFilter.of(section);
        byte[] chosen =
                filter.choose(message.octets(range.start(), (int) Math.min(HeaderFilter.MAX_HEADER, range.length())));
        return Optional.of(new SectionOctets(message, chosen, Parts.clip(new Range(0, filter.length()), partial)));
    }

    public long size() {
        return range.length();
    }

    /// {@link #size} octets. Close it.
    public InputStream open() {
        return held == null
                ? message.open(range.start(), range.length())
                : new ByteArrayInputStream(held, (int) range.start(), (int) range.length());
    }
}
