package org.tassis.mailflow.report.mail;

import java.util.List;
import org.tassis.core.EmailAddress;

/// A report as a message.
///
/// @param id       unique for ever, of letters, digits, dots and `-`
/// @param fields   of the header beside the usual ones, each with its line end
/// @param kind     of the whole message: a media type with its parameters but the boundary
/// @param text     for people, with `\n` as line end, ASCII
/// @param type     of the attachment
/// @param filename of the attachment
/// @param octets   the attachment
/// @param tlsOptional whether TLS that is broken must not keep it: RFC 8460 §3
public record Letter(
        String id,
        List<EmailAddress> to,
        String subject,
        List<String> fields,
        String kind,
        String text,
        String type,
        String filename,
        byte[] octets,
        boolean tlsOptional) {
    public Letter {
        to = List.copyOf(to);
        fields = List.copyOf(fields);
        octets = octets.clone();
    }

    @Override
    public byte[] octets() {
        return octets.clone();
    }
}
