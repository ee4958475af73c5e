package org.tassis.senderauth.dns;

import java.util.List;

/// What came of a question to the DNS. A failure is never mistaken for an empty answer: who decides on
/// senders must treat the two differently.
///
/// @param <T> one record
public sealed interface Answer<T> {
    /// At least one record, in the order of the answer (MX: by preference).
    record Found<T>(List<T> records, boolean validated) implements Answer<T> {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("nothing found is NoData");
            }
        }
    }

    /// The name does not exist, with no type of record: RFC 2308 §2.1.
    record NoSuchName<T>(boolean validated) implements Answer<T> {}

    /// The name exists, without a record of this type: RFC 2308 §2.2.
    record NoData<T>(boolean validated) implements Answer<T> {}

    /// Nothing is known now; later may be different.
    record Failed<T>(Failure failure) implements Answer<T> {
        @Override
        public boolean validated() {
            return false;
        }
    }

    enum Failure {
        TIMEOUT,
        /// The resolver said SERVFAIL, REFUSED or the like. A name whose DNSSEC is broken ends here too.
        SERVER_FAILURE,
        /// No resolver could be reached.
        UNREACHABLE,
        /// The answer made no sense, or its aliases lead in a circle.
        MALFORMED,
        /// The asking thread was interrupted.
        CANCELLED
    }

    /// Whether the resolver vouches by DNSSEC for the answer, or for there being none (the AD bit, RFC 6840
    /// §5.8). Worth as much as the resolver and the way to it: ask one on this host.
    boolean validated();

    /// Empty unless found.
    default List<T> records() {
        return this instanceof Found<T> found ? found.records() : List.of();
    }

    /// No record, and that is certain: RFC 7208 §4.6.4 calls this a void lookup.
    default boolean isVoid() {
        return this instanceof NoSuchName<T> || this instanceof NoData<T>;
    }
}
