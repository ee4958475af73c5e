package org.tassis.webmail.compose;

import java.util.List;
import java.util.Optional;
import org.tassis.webmail.MessageRef;

/// What a person is writing, as it is in the form. Immutable.
///
/// @param from     one of the writer's own addresses
/// @param text     lines ended by LF
/// @param kind     what it is to {@link #source}
/// @param source   the message that is answered or passed on
/// @param stored   where it was kept last
/// @param keep     keys of attachments that stay: {@link Letter.Attachment#key}
record Draft(
        String from,
        String to,
        String cc,
        String bcc,
        String subject,
        String text,
        Kind kind,
        Optional<MessageRef> source,
        Optional<MessageRef> stored,
        List<String> keep) {
    static final int MAX_TEXT = 1024 * 1024;
    static final int MAX_FIELD = 64 * 1024;

    enum Kind {
        NEW,
        REPLY,
        FORWARD
    }

    Draft {
        to = limited(to, MAX_FIELD);
        cc = limited(cc, MAX_FIELD);
        bcc = limited(bcc, MAX_FIELD);
        subject = limited(subject, 2_000);
        text = limited(text, MAX_TEXT).replace("\r\n", "\n").replace('\r', '\n');
        keep = keep.stream().limit(200).toList();
    }

    private static String limited(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    static Draft empty(String from) {
        return new Draft(from, "", "", "", "", "", Kind.NEW, Optional.empty(), Optional.empty(), List.of());
    }

    Draft storedAt(Optional<MessageRef> where) {
        return new Draft(from, to, cc, bcc, subject, text, kind, source, where, keep);
    }

    Draft keeping(List<String> keys) {
        return new Draft(from, to, cc, bcc, subject, text, kind, source, stored, keys);
    }

    boolean isBlank() {
        return (to + cc + bcc + subject + text).isBlank() && keep.isEmpty();
    }
}
