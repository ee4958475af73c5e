package org.tassis.imap.wire;

/// What the client sent is not IMAP, or past a bound. The text is for the client, in plain ASCII, and is answered as
/// BAD: RFC 9051 §7.1.3.
public final class ImapSyntaxException extends RuntimeException {
    public ImapSyntaxException(String text) {
        super(text, null, false, false); // expected: no stack trace
    }

    public String text() {
        String text = getMessage();
        return text == null ? "Syntax error" : text;
    }
}
