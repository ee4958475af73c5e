package org.tassis.imap.command;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import org.tassis.core.SystemFlag;

/// What SEARCH can look for: RFC 9051 §6.4.4, RFC 3501 §6.4.4 (OLD, NEW, RECENT), RFC 5032 (WITHIN), RFC
/// 7162 §3.1.5, RFC 8474 §4.4, RFC 8514 §4.3, RFC 9738 §3.2. Negative forms (UNSEEN, OLD) are {@link Not},
/// several keys in a row are {@link And}.
public sealed interface SearchKey {
    /// How deep AND, OR and NOT may be nested.
    int MAX_DEPTH = 50;

    record All() implements SearchKey {}

    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }

        @Override
        public boolean asksModSeq() {
            return keys.stream().anyMatch(SearchKey::asksModSeq);
        }
    }

    record Or(SearchKey one, SearchKey other) implements SearchKey {
        @Override
        public boolean asksModSeq() {
            return one.asksModSeq() || other.asksModSeq();
        }
    }

    record Not(SearchKey key) implements SearchKey {
        @Override
        public boolean asksModSeq() {
            return key.asksModSeq();
        }
    }

    record Messages(MessageSet set) implements SearchKey {}

    /// UIDAFTER and UIDBEFORE: messages with UIDs from the one to the other, of which there are none when the
    /// first is the larger: RFC 9738 §3.2.
    record UidsBeside(long first, long last) implements SearchKey {
        /// Those of them that are there.
        public MessageRanges in(KnownMailbox mailbox) {
            return first > last ? MessageRanges.NONE : MessageRanges.between(mailbox, first, last);
        }
    }

    record HasFlag(SystemFlag flag) implements SearchKey {}

    record HasKeyword(String keyword) implements SearchKey {}

    /// Recent to this session. NEW is this and not seen, OLD is not this.
    record Recent() implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    /// A date, compared without time and zone.
    record Dated(DateOf of, Relation relation, LocalDate date) implements SearchKey {}

    enum DateOf {
        INTERNAL,
        SENT,
        SAVED
    }

    enum Relation {
        BEFORE,
        ON,
        SINCE
    }

    /// SAVEDATESUPPORTED: RFC 8514 §4.3.
    record SaveDateSupported() implements SearchKey {}

    /// OLDER: the internal date is `seconds` or more ago.
    record Older(long seconds) implements SearchKey {}

    /// YOUNGER: the internal date is `seconds` or less ago.
    record Younger(long seconds) implements SearchKey {}

    /// @param atLeast the entry name and type that may come before are read and have no meaning here
    record ModSeq(long atLeast) implements SearchKey {
        @Override
        public boolean asksModSeq() {
            return true;
        }
    }

    record EmailId(String id) implements SearchKey {}

    record ThreadId(String id) implements SearchKey {}

    /// HEADER, and FROM, TO, CC, BCC, SUBJECT: the field's decoded text contains `text`; an empty `text`
    /// asks for the field to be there.
    record Header(String field, String text) implements SearchKey {}

    /// The decoded text of the message's parts, without headers.
    record Body(String text) implements SearchKey {}

    /// The key, and what is like it: RFC 6203 §3.
    record Fuzzy(SearchKey key) implements SearchKey {
        @Override
        public boolean asksModSeq() {
            return key.asksModSeq();
        }
    }

    /// Body and all headers.
    record Text(String text) implements SearchKey {}

    /// Whether a part of it, however deep, is so.
    default boolean any(Predicate<SearchKey> test) {
        return test.test(this)
                || switch (this) {
                    case And and -> and.keys().stream().anyMatch(key -> key.any(test));
                    case Or or -> or.one().any(test) || or.other().any(test);
                    case Not not -> not.key().any(test);
                    case Fuzzy fuzzy -> fuzzy.key().any(test);
                    default -> false;
                };
    }

    /// Whether sequence numbers stand in it.
    default boolean namesSequenceNumbers() {
        return any(key -> key instanceof Messages(MessageSet.Sequence _));
    }

    /// Whether `$` stands in it.
    default boolean namesSaved() {
        return any(key -> key instanceof Messages(MessageSet.Saved _));
    }

    /// Whether MODSEQ is asked for anywhere.
    default boolean asksModSeq() {
        return false;
    }
}
