package org.tassis.webmail.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.multipart.MultipartFile;
import org.tassis.webmail.MessageRef;

/// The form as a browser sends it. What is missing is empty.
///
/// @param html     rich text, when there is any
/// @param rich     there when the rich text is what was written last
/// @param when     the time to send it at, in the writer's zone
/// @param pictures to be shown in the text
/// @param as       what the text is to become: `rich` or `plain`
/// @param canned   the id of a text to be put in
/// @param sure     there when a warning was read and the letter is to be sent all the same
record WriteForm(
        @Nullable String from,
        @Nullable String signed,
        @Nullable String to,
        @Nullable String cc,
        @Nullable String bcc,
        @Nullable String subject,
        @Nullable String text,
        @Nullable String html,
        @Nullable String rich,
        @Nullable String receipt,
        @Nullable String kind,
        @Nullable String source,
        @Nullable String stored,
        @Nullable String version,
        @Nullable List<String> keep,
        @Nullable List<MultipartFile> files,
        @Nullable List<MultipartFile> pictures,
        @Nullable String when,
        @Nullable String as,
        @Nullable String canned,
        @Nullable String action,
        @Nullable String sure) {
    static final int MAX_FILES = 100;

    Draft draft() {
        String sender = text(from);
        return new Draft(
                sender,
                text(signed).isEmpty() ? sender : text(signed),
                text(to),
                text(cc),
                text(bcc),
                text(subject),
                Body.typed(text(text), text(html), rich != null),
                receipt != null,
                switch (text(kind)) {
                    case "REPLY" -> Draft.Kind.REPLY;
                    case "FORWARD" -> Draft.Kind.FORWARD;
                    default -> Draft.Kind.NEW;
                },
                MessageRef.parse(text(source)),
                MessageRef.parse(text(stored)),
                text(version),
                keep == null ? List.of() : keep);
    }

    /// Whether rich text is written, of which there may be none yet.
    boolean isRich() {
        return rich != null;
    }

    /// When to send it, as it was chosen.
    String time() {
        return text(when);
    }

    /// Whether it is to become rich text; empty: as it is.
    Optional<Boolean> becoming() {
        return text(as).isEmpty() ? Optional.empty() : Optional.of(text(as).equals("rich"));
    }

    String cannedId() {
        return text(canned);
    }

    /// Which button was pressed.
    String pressed() {
        return text(action);
    }

    boolean isSure() {
        return sure != null;
    }

    private static String text(@Nullable String field) {
        return Optional.ofNullable(field).orElse("");
    }

    /// Browsers send an empty file for a field in which none was chosen.
    List<Letter.Attachment> uploads() {
        return uploads(files, false);
    }

    /// Pictures for the text, each with a content-id of its own.
    List<Letter.Attachment> shown() {
        return uploads(pictures, true).stream()
                .filter(one -> one.type().startsWith("image/"))
                .toList();
    }

    private static List<Letter.Attachment> uploads(@Nullable List<MultipartFile> given, boolean shown) {
        List<Letter.Attachment> uploads = new ArrayList<>();
        for (MultipartFile file : given == null ? List.<MultipartFile>of() : given) {
            String name = Optional.ofNullable(file.getOriginalFilename()).orElse("");
            if ((!name.isEmpty() || !file.isEmpty()) && uploads.size() < MAX_FILES) {
                uploads.add(new Letter.Attachment(
                        "",
                        FileName.of(name),
                        mediaType(file),
                        file.getSize(),
                        shown ? Optional.of(newContentId()) : Optional.empty(),
                        file::getInputStream));
            }
        }
        return uploads;
    }

    private static String newContentId() {
        return UUID.randomUUID().toString().replace("-", "") + "@letter";
    }

    private static String mediaType(MultipartFile file) {
        String given = Optional.ofNullable(file.getContentType()).orElse("");
        return given.matches("[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100}")
                        && !given.startsWith("multipart/")
                        && !given.startsWith("message/")
                ? given
                : "application/octet-stream";
    }
}
