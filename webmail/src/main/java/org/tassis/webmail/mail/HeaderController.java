package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.mailflow.spam.SpamSentences;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.web.Visitor;
import org.tassis.webmail.ClientSettings;

/// `GET /webmail/m/12-345/headers`: what is written on a message, and what it means.
@Controller
final class HeaderController {
    private static final int MOST = 1_000;

    /// Fields that the messages `header.NAME` explain.
    private static final Set<String> EXPLAINED = Set.of(
            "received",
            "return-path",
            "delivered-to",
            "authentication-results",
            "received-spf",
            "dkim-signature",
            "arc-seal",
            "arc-message-signature",
            "arc-authentication-results",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "list-id",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "auto-submitted",
            "precedence",
            "user-agent",
            "x-mailer",
            "importance",
            "disposition-notification-to");

    private final Mail mail;
    private final Frame frame;
    private final String hostname;

    HeaderController(Mail mail, Frame frame, ClientSettings settings) {
        this.mail = mail;
        this.frame = frame;
        this.hostname = settings.host();
    }

    /// @param name    as the header has it
    /// @param explain key of the message that says what it is for; empty for none
    record Field(String name, String value, String explain) {}

    @GetMapping("/webmail/m/{ref}/headers")
    String headers(Visitor visitor, @PathVariable String ref, HttpServletRequest request, Model model) {
        Opened opened = mail.open(visitor, ref);
        byte[] header = opened.header();
        List<Field> fields = new ArrayList<>();
        HeaderFields all = new HeaderFields(header);
        while (all.next() && fields.size() < MOST) {
            String name = all.name().toLowerCase(Locale.ROOT);
            fields.add(new Field(
                    all.name(),
                    HeaderText.decode(all.value(20_000)),
                    name.equals(SpamField.NAME.toLowerCase(Locale.ROOT))
                            ? "header.spam"
                            : EXPLAINED.contains(name) ? "header." + name : ""));
        }
        MessageController.describe(opened, model);
        model.addAttribute("fields", fields);
        model.addAttribute("way", Way.of(header, hostname));
        model.addAttribute("why", WhyHere.of(opened, header, visitor.account()));
        model.addAttribute("results", Results.of(header, hostname).orElse(null));
        model.addAttribute(
                "spam",
                HeaderFields.first(header, SpamField.NAME)
                        .map(value -> new SpamSentences(LocaleContextHolder.getLocale()).of(value))
                        .orElse(List.of()));
        frame.fill(model, visitor, opened.place(), request);
        return "webmail/headers";
    }
}
