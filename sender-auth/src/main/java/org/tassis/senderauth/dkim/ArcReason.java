package org.tassis.senderauth.dkim;

/// Why a chain holds or not, for texts in any language.
public sealed interface ArcReason {
    /// The fields of one set.
    enum Part {
        AUTHENTICATION_RESULTS,
        MESSAGE_SIGNATURE,
        SEAL
    }

    record NoChain() implements ArcReason {}

    record Whole() implements ArcReason {}

    /// More than 50 sets: RFC 8617 §4.2.1.
    record TooLong(int fields) implements ArcReason {}

    /// @param instance 1 to 50
    record Missing(int instance, Part part) implements ArcReason {}

    record Twice(int instance, Part part) implements ArcReason {}

    /// A field whose instance cannot be read.
    record NoInstance(Part part) implements ArcReason {}

    /// Who sealed this instance found the chain broken already.
    record AlreadyBroken(int instance) implements ArcReason {}

    /// `cv=` is not what it must be at this instance.
    record WrongStatus(int instance) implements ArcReason {}

    record NotVerified(int instance, Part part, DkimReason why) implements ArcReason {}

    /// The time that a message may take was over.
    record OutOfTime() implements ArcReason {}
}
