package org.tassis.migration.virtualmin;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tassis.directory.AutoReplies;

/// An auto-reply as Virtualmin keeps it: lines `Name: value` that say when, then the text.
///
/// @param interval between two replies to one sender
public record ReplyText(
        String subject, String text, Optional<Instant> from, Optional<Instant> until, Optional<Duration> interval) {

    static ReplyText parse(String file) {
        String subject = "";
        Optional<Instant> from = Optional.empty();
        Optional<Instant> until = Optional.empty();
        Optional<Duration> interval = Optional.empty();
        StringBuilder text = new StringBuilder();
        boolean head = true;
        for (String line : file.lines().toList()) {
            int colon = line.indexOf(':');
            String name = colon > 0 ? line.substring(0, colon).toLowerCase(Locale.ROOT) : "";
            String value = colon > 0 ? line.substring(colon + 1).strip() : "";
            if (head && name.matches("[a-z-]+")) {
                switch (name) {
                    case "reply-period" -> interval = number(value).map(Duration::ofSeconds);
                    case "autoreply-start" -> from = number(value).map(Instant::ofEpochSecond);
                    case "autoreply-end" -> until = number(value).map(Instant::ofEpochSecond);
                    case "subject" -> subject = value;
                    case "reply-tracking",
                            "no-autoreply",
                            "no-autoreply-regexp",
                            "autoreply-file",
                            "from",
                            "charset",
                            "no-forward-reply" -> {
                        // how a program there works
                    }
                    default -> head = false;
                }
                if (head) {
                    continue;
                }
            }
            head = head && line.isBlank();
            text.append(line).append('\n');
        }
        String body = text.toString().strip();
        return new ReplyText(
                subject.substring(0, Math.min(AutoReplies.MAX_SUBJECT, subject.length())),
                body.substring(0, Math.min(AutoReplies.MAX_TEXT, body.length())),
                from,
                until,
                interval.filter(time -> !time.isZero()).map(ReplyText::bounded));
    }

    private static Duration bounded(Duration time) {
        if (time.compareTo(AutoReplies.MIN_INTERVAL) < 0) {
            return AutoReplies.MIN_INTERVAL;
        }
        return time.compareTo(AutoReplies.MAX_INTERVAL) > 0 ? AutoReplies.MAX_INTERVAL : time;
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,11}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
