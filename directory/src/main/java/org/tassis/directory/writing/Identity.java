package org.tassis.directory.writing;

import java.util.Optional;
import org.tassis.core.EmailAddress;

/// What goes with an own address when mail is written from it.
///
/// @param address   it is good for only while the account has it
/// @param name      shown beside the address, on one line; empty: the account's name
/// @param replyTo   where answers go instead, RFC 5322 §3.6.2
/// @param signature below plain text, lines ended by LF; may be empty
/// @param formatted the same for rich text, as HTML that was made harmless; empty when there is none
public record Identity(
        EmailAddress address, String name, Optional<EmailAddress> replyTo, String signature, String formatted) {
    public static final int MAX_NAME = 200;
    public static final int MAX_SIGNATURE = 4_000;
    public static final int MAX_FORMATTED = 16_000;

    /// @throws IllegalArgumentException too long, or with control characters
    public Identity {
        Texts.line(name, MAX_NAME);
        Texts.lines(signature, MAX_SIGNATURE);
        Texts.lines(formatted, MAX_FORMATTED);
    }

    /// An address of which nothing is said.
    public static Identity plain(EmailAddress address) {
        return new Identity(address, "", Optional.empty(), "", "");
    }
}
