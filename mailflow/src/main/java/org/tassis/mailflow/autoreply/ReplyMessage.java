package org.tassis.mailflow.autoreply;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.EmailAddress;
import org.tassis.message.HeaderText;
import org.tassis.message.HeaderWriter;

/// Writes the answer: RFC 3834 §3. Its envelope has the null sender, so that nothing ever answers it.
final class ReplyMessage {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Pattern MESSAGE_ID = Pattern.compile("<[\\x21-\\x3b\\x3d\\x3f-\\x7e]{1,250}>");
    private static final Pattern REPLY =
            Pattern.compile("(?:(?:re|aw|sv|antw|rép|ref) ?(?:\\[\\d{1,3}])?: *)+", Pattern.CASE_INSENSITIVE);
    private static final int MAX_SUBJECT = 200;
    private static final int MAX_REFERENCES = 20;

    /// Octets of a line of text that go as they are: RFC 5322 §2.1.1.
    private static final int MAX_LINE = 78;

    private ReplyMessage() {}

    /// @param id   unique for ever on this server, letters and digits
    /// @param language of the owner
    /// @param from an address of the account
    /// @return the whole message; its header is in UTF-8 when an address needs it, else everything is ASCII
    static byte[] write(
            String id,
            Locale language,
            Answer answer,
            EmailAddress from,
            EmailAddress to,
            ReplyHeaders headers,
            Instant now) {
        StringBuilder out = new StringBuilder(1000);
        String name = answer.name().isBlank() ? "" : HeaderWriter.phrase(answer.name()) + "\r\n ";
        out.append("Return-Path: <>\r\n");
        out.append("From: ").append(name).append('<').append(from).append(">\r\n");
        out.append("To: <").append(to).append(">\r\n");
        out.append(HeaderWriter.text("Subject", subject(language, answer, headers)));
        out.append("Date: ").append(DATE.format(now)).append("\r\n");
        out.append("Message-ID: <")
                .append(id)
                .append('@')
                .append(from.domain().ascii())
                .append(">\r\n");
        references(headers, out);
        out.append("Auto-Submitted: auto-replied\r\n");
        out.append("X-Auto-Response-Suppress: All\r\n"); // Exchange asks the same by its own field
        out.append("Precedence: bulk\r\n"); // for old programs that know nothing of RFC 3834
        out.append("MIME-Version: 1.0\r\n");
        if (answer.mime()) {
            MimeEntity.write(answer.text(), out);
        } else {
            out.append("Content-Language: ").append(language.toLanguageTag()).append("\r\n");
            body(answer.text(), out);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// As set, else `Re:` and what is answered: RFC 3834 §3.1.5.
    private static String subject(Locale language, Answer reply, ReplyHeaders headers) {
        if (!reply.subject().isBlank()) {
            return reply.subject();
        }
        String original =
                headers.first("subject").map(HeaderText::decode).orElse("").strip();
        Matcher before = REPLY.matcher(original);
        String bare = before.lookingAt() ? original.substring(before.end()) : original;
        if (bare.isBlank()) {
            return switch (language.getLanguage()) {
                case "fr" -> "Réponse automatique";
                case "nl" -> "Automatisch antwoord";
                default -> "Automatic reply";
            };
        }
        int cut = bare.offsetByCodePoints(0, Math.min(MAX_SUBJECT, bare.codePointCount(0, bare.length())));
        return "Re: " + bare.substring(0, cut);
    }

    /// RFC 5322 §3.6.4. The oldest reference stays, and the youngest ones.
    private static void references(ReplyHeaders headers, StringBuilder out) {
        Optional<String> answered = ids(headers.first("message-id")).stream().findFirst();
        if (answered.isEmpty()) {
            return;
        }
        List<String> before = ids(headers.first("references"));
        if (before.isEmpty()) {
            List<String> parents = ids(headers.first("in-reply-to"));
            before = parents.size() == 1 ? parents : List.of();
        }
        List<String> all = new ArrayList<>(before);
        all.remove(answered.get());
        while (all.size() >= MAX_REFERENCES) {
            all.remove(1);
        }
        all.add(answered.get());
        out.append("In-Reply-To: ").append(answered.get()).append("\r\n");
        out.append("References: ").append(String.join("\r\n ", all)).append("\r\n");
    }

    private static List<String> ids(Optional<String> value) {
        return value.stream()
                .flatMap(text -> MESSAGE_ID.matcher(text).results())
                .limit(1000)
                .map(result -> result.group())
                .distinct()
                .toList();
    }

    private static void body(String text, StringBuilder out) {
        boolean plain = text.lines()
                .allMatch(line -> line.length() <= MAX_LINE
                        && line.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t')
                        && !line.startsWith("From "));
        out.append("Content-Type: text/plain; charset=")
                .append(plain ? "us-ascii" : "utf-8")
                .append("\r\n");
        out.append("Content-Transfer-Encoding: ")
                .append(plain ? "7bit" : "quoted-printable")
                .append("\r\n\r\n");
        text.lines().forEach(line -> {
            if (plain) {
                out.append(line);
            } else {
                quoted(line.getBytes(StandardCharsets.UTF_8), out);
            }
            out.append("\r\n");
        });
    }

    /// RFC 2045 §6.7: 76 characters a line, the one that says it goes on among them.
    private static void quoted(byte[] line, StringBuilder out) {
        int column = 0;
        for (int i = 0; i < line.length; i++) {
            int c = line[i] & 0xff;
            boolean last = i == line.length - 1;
            boolean blank = c == ' ' || c == '\t';
            boolean from = column == 0 && c == 'F'; // "From " at the start of a line is changed by mail folders
            boolean asItIs = !from && (blank ? !last : c > ' ' && c < 0x7f && c != '=');
            int width = asItIs ? 1 : 3;
            if (column + width > (last ? 76 : 75)) {
                out.append("=\r\n");
                column = 0;
            }
            if (asItIs) {
                out.append((char) c);
            } else {
                out.append('=').append(hex(c >> 4)).append(hex(c & 15));
            }
            column += width;
        }
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
