package org.tassis.webmail.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.tassis.core.AccountId;
import org.tassis.message.BodyPart;
import org.tassis.message.BodyText;
import org.tassis.message.TransferDecoder;
import org.tassis.store.StoredMessage;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.html.Flowed;
import org.tassis.webmail.html.MailHtml;
import org.tassis.webmail.html.Pictures;
import org.tassis.webmail.html.PlainText;

/// What a message says, as HTML of ours. Reads at most {@link MailHtml#MAX_LENGTH} characters of it.
final class Bodies {
    private static final Duration VALID = Duration.ofHours(6);
    private static final int MAX_PLAIN = 500_000;

    private final Seal seal;
    private final MessageSource messages;

    Bodies(Seal seal, MessageSource messages) {
        this.seal = seal;
        this.messages = messages;
    }

    /// @param html     for a page (of plain text) or a frame
    /// @param cut      whether there is more of it than is shown
    record Body(String html, int blocked, boolean coloured, boolean cut) {}

    static boolean isHtml(MessageParts parts) {
        return parts.shown().stream().anyMatch(part -> part.subtype().equals("html"));
    }

    /// All readable parts, one below the other.
    Body render(AccountId account, Opened opened, MessageParts parts, boolean remote) {
        StringBuilder html = new StringBuilder();
        int blocked = 0;
        boolean coloured = false;
        boolean cut = false;
        for (BodyPart part : parts.shown()) {
            boolean markup = part.subtype().equals("html");
            int most = Math.max(0, (markup ? MailHtml.MAX_LENGTH : MAX_PLAIN) - html.length());
            String text = text(opened, part, most + 1);
            if (text.length() > most) {
                cut = true;
                text = text.substring(0, most);
            }
            if (markup) {
                MailHtml.Cleaned cleaned = MailHtml.clean(text, pictures(account, opened.ref(), parts, remote));
                html.append("<div>").append(cleaned.html()).append("</div>");
                blocked += cleaned.blocked();
                coloured |= cleaned.coloured();
            } else if (!text.isBlank()) {
                String folded = messages.getMessage("message.quoted", null, LocaleContextHolder.getLocale());
                html.append("<div class=\"text\">")
                        .append(PlainText.html(joined(part, text), folded))
                        .append("</div>");
            }
        }
        return new Body(html.toString(), blocked, coloured, cut);
    }

    /// Lines that flow are one: RFC 3676 §4.
    private static String joined(BodyPart part, String text) {
        return "flowed".equalsIgnoreCase(part.parameters().getOrDefault("format", ""))
                ? Flowed.joined(
                        text.replace("\r\n", "\n"),
                        "yes".equalsIgnoreCase(part.parameters().getOrDefault("delsp", "")))
                : text;
    }

    /// HTML as it came, at most so many characters of each part.
    List<String> raw(Opened opened, MessageParts parts, int most) {
        return parts.shown().stream()
                .filter(part -> part.subtype().equals("html"))
                .map(part -> text(opened, part, most))
                .toList();
    }

    private static String text(Opened opened, BodyPart part, int most) {
        return text(opened.message(), part, most);
    }

    /// At most so many characters of it, decoded.
    static String text(StoredMessage message, BodyPart part, int most) {
        try (InputStream raw = message.open(part.bodyStart(), part.bodySize());
                Reader reader = reader(part, raw)) {
            StringBuilder text = new StringBuilder((int) Math.min(most, part.bodySize() + 16));
            char[] buffer = new char[8192];
            int n;
            while (text.length() < most
                    && (n = reader.read(buffer, 0, Math.min(buffer.length, most - text.length()))) >= 0) {
                text.append(buffer, 0, n);
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With HTML's tags in it.
    private static Reader reader(BodyPart part, InputStream raw) {
        return part.subtype().equals("html") || part.subtype().equals("calendar")
                ? BodyText.sourceReader(part, raw)
                : BodyText.reader(part, raw);
    }

    private Pictures pictures(AccountId account, MessageRef ref, MessageParts parts, boolean remote) {
        Map<String, Integer> byId = parts.byId();
        return new Pictures() {
            @Override
            public Optional<String> attached(String contentId) {
                return Optional.ofNullable(byId.get(contentId))
                        .or(() -> Optional.ofNullable(byId.get(unescaped(contentId))))
                        .map(number -> "/webmail/picture/"
                                + seal.seal(PictureController.PART, account.value() + " " + ref + " " + number, VALID));
            }

            @Override
            public Optional<String> remote(String url) {
                return remote && url.length() <= RemotePictures.MAX_URL
                        ? Optional.of("/webmail/picture/"
                                + seal.seal(PictureController.REMOTE, account.value() + " " + url, VALID))
                        : Optional.empty();
            }
        };
    }

    /// RFC 2392 §2: percent-encoded in a URL.
    private static String unescaped(String contentId) {
        try {
            return java.net.URLDecoder.decode(contentId.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return contentId;
        }
    }

    /// A part's octets, decoded. Close it.
    static InputStream octets(Opened opened, BodyPart part) {
        InputStream raw = opened.message().open(part.bodyStart(), part.bodySize());
        return TransferDecoder.decode(part.encoding(), raw).orElse(raw);
    }
}
