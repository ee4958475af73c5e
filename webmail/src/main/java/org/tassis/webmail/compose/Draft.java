package org.tassis.webmail.compose;

import java.util.List;
import java.util.Optional;
import org.tassis.webmail.MessageRef;

/// What a person is writing, as it is in the form. Immutable.
///
/// @param from    one of the writer's own addresses
/// @param signed  the address whose signature is in the text: it changes with {@link #from}
/// @param receipt whether readers are asked to say that they have read it
/// @param kind    what it is to {@link #source}
/// @param source  the message that is answered or passed on
/// @param stored  where it was kept last
/// @param version names it through all its versions, without angle brackets; empty until it is kept
/// @param keep    keys of attachments that stay: {@link Letter.Attachment#key}
record Draft(
        String from,
        String signed,
        String to,
        String cc,
        String bcc,
        String subject,
        Body body,
        boolean receipt,
        Kind kind,
        Optional<MessageRef> source,
        Optional<MessageRef> stored,
        String version,
        List<String> keep) {
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
        version = version.matches(LetterWriter.VERSION) ? version : "";
        keep = keep.stream().limit(200).toList();
    }

    private static String limited(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    static Draft empty(String from) {
        return new Draft(
                from,
                from,
                "",
                "",
                "",
                "",
                Body.plain(""),
                false,
                Kind.NEW,
                Optional.empty(),
                Optional.empty(),
                "",
                List.of());
    }

    Draft storedAt(Optional<MessageRef> where, String name) {
        return new Draft(from, signed, to, cc, bcc, subject, body, receipt, kind, source, where, name, keep);
    }

    Draft keeping(List<String> keys) {
        return new Draft(from, signed, to, cc, bcc, subject, body, receipt, kind, source, stored, version, keys);
    }

    Draft saying(Body other) {
        return new Draft(from, from, to, cc, bcc, subject, other, receipt, kind, source, stored, version, keep);
    }

    Draft to(String people, String about) {
        return new Draft(from, signed, people, cc, bcc, about, body, receipt, kind, source, stored, version, keep);
    }

    boolean isBlank() {
        return (to + cc + bcc + subject).isBlank() && body.isBlank() && keep.isEmpty();
    }
}
