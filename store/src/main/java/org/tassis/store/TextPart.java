package org.tassis.store;

/// What of a message is looked through for a text.
public enum TextPart {
    /// The decoded subject.
    SUBJECT,
    /// Names and addresses of the header field.
    FROM,
    /// Names and addresses of the header field.
    TO,
    /// Names and addresses of the header field.
    CC,
    /// The whole header, decoded and as it is.
    HEADER,
    /// Text parts, the headers of messages inside, and the names of attachments.
    BODY;

    /// Whether it is a line or a few at most in nearly all messages.
    public boolean isShort() {
        return switch (this) {
            case SUBJECT, FROM, TO, CC -> true;
            case HEADER, BODY -> false;
        };
    }
}
