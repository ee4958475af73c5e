package org.tassis.webmail.compose;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A message as it is to be sent or kept.
///
/// @param bcc        told to nobody: in drafts and in the copy of what was sent only
/// @param inReplyTo  message-id with its angle brackets, or nothing
/// @param references message-ids with their angle brackets, oldest first
/// @param text       lines ended by LF
record Letter(
        Person from,
        List<Person> to,
        List<Person> cc,
        List<Person> bcc,
        String subject,
        String text,
        String inReplyTo,
        List<String> references,
        List<Attachment> attachments) {

    Letter {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        references = List.copyOf(references);
        attachments = List.copyOf(attachments);
    }

    /// A file that goes along.
    ///
    /// @param key  names it in the form: where it is now
    /// @param type media type
    /// @param size octets, as far as they are known before decoding
    record Attachment(String key, String name, String type, long size, Source source) {}

    /// Octets that can be read again and again.
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }
}
