package org.tassis.senderauth.dkim;

import java.time.Instant;
import org.tassis.senderauth.dns.Answer;

/// Why a signature holds or not, for texts in any language.
public sealed interface DkimReason {
    record Verified() implements DkimReason {}

    /// The body is not what was signed.
    record BodyChanged() implements DkimReason {}

    /// Signed header fields or the signature are not what they were, or another key made it.
    record HeaderChanged() implements DkimReason {}

    /// `l=` leaves octets at the end of the body unsigned: RFC 6376 §8.2.
    record BodyPartlySigned(long unsigned) implements DkimReason {}

    record Expired(Instant at) implements DkimReason {}

    record FromTheFuture(Instant at) implements DkimReason {}

    /// The length of an RSA key in bits: RFC 8301 §3.2.
    record KeySize(int bits) implements DkimReason {}

    /// @param tag that is missing or wrong; empty when there are no tags
    record Malformed(String tag) implements DkimReason {}

    /// Also `rsa-sha1`: RFC 8301 §3.1.
    record UnknownAlgorithm(String name) implements DkimReason {}

    /// RFC 6376 §5.4.
    record FromNotSigned() implements DkimReason {}

    /// The header section is longer than is looked at.
    record HeaderTooLarge() implements DkimReason {}

    /// @param name where a key should be
    record NoKey(String name) implements DkimReason {}

    record KeyRevoked(String name) implements DkimReason {}

    record MalformedKey(String name) implements DkimReason {}

    /// @param tag of the key record that forbids this use
    record KeyNotForThis(String name, String tag) implements DkimReason {}

    record DnsFailed(String name, Answer.Failure failure) implements DkimReason {}

    /// The time that a message may take was over.
    record OutOfTime() implements DkimReason {}
}
