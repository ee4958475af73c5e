package org.tassis.webmail.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.multipart.MultipartFile;
import org.tassis.webmail.MessageRef;

/// The form as a browser sends it. What is missing is empty.
///
/// @param sure there when a warning was read and the letter is to be sent all the same
record WriteForm(
        @Nullable String from,
        @Nullable String to,
        @Nullable String cc,
        @Nullable String bcc,
        @Nullable String subject,
        @Nullable String text,
        @Nullable String kind,
        @Nullable String source,
        @Nullable String stored,
        @Nullable List<String> keep,
        @Nullable List<MultipartFile> files,
        @Nullable String action,
        @Nullable String sure) {
    static final int MAX_FILES = 100;

    Draft draft() {
        return new Draft(
                text(from),
                text(to),
                text(cc),
                text(bcc),
                text(subject),
                text(text),
                switch (text(kind)) {
                    case "REPLY" -> Draft.Kind.REPLY;
                    case "FORWARD" -> Draft.Kind.FORWARD;
                    default -> Draft.Kind.NEW;
                },
                MessageRef.parse(text(source)),
                MessageRef.parse(text(stored)),
                keep == null ? List.of() : keep);
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
        List<Letter.Attachment> uploads = new ArrayList<>();
        for (MultipartFile file : files == null ? List.<MultipartFile>of() : files) {
            String name = Optional.ofNullable(file.getOriginalFilename()).orElse("");
            if ((!name.isEmpty() || !file.isEmpty()) && uploads.size() < MAX_FILES) {
                uploads.add(new Letter.Attachment(
                        "", FileName.of(name), mediaType(file), file.getSize(), file::getInputStream));
            }
        }
        return uploads;
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
