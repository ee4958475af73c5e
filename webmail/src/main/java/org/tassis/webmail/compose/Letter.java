package org.tassis.webmail.compose;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// A message as it is to be sent or kept.
///
/// @param replyTo    where answers go instead: RFC 5322 §3.6.2
/// @param bcc        told to nobody: in drafts and in the copy of what was sent only
/// @param inReplyTo  message-id with its angle brackets, or nothing
/// @param references message-ids with their angle brackets, oldest first
/// @param receipt    whether readers are asked to say that they have read it: RFC 8098 §2.1
record Letter(
        Person from,
        Optional<Person> replyTo,
        List<Person> to,
        List<Person> cc,
        List<Person> bcc,
        String subject,
        Body body,
        String inReplyTo,
        List<String> references,
        boolean receipt,
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
    /// @param key       names it in the form: where it is now
    /// @param type      media type
    /// @param size      octets, as far as they are known before decoding
    /// @param contentId of a picture that may be shown in the text, without angle brackets: RFC 2392
    record Attachment(String key, String name, String type, long size, Optional<String> contentId, Source source) {
        boolean isShownIn(Body body) {
            return contentId.filter(body.pictures()::contains).isPresent();
        }
    }

    /// Files beside the text.
    List<Attachment> files() {
        return attachments.stream().filter(one -> !one.isShownIn(body)).toList();
    }

    /// Pictures in the text.
    List<Attachment> pictures() {
        return attachments.stream().filter(one -> one.isShownIn(body)).toList();
    }

    /// Octets that can be read again and again.
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }
}
