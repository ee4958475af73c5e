package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.tassis.core.SpecialUse;
import org.tassis.message.HeaderText;
import org.tassis.store.Mailbox;
import org.tassis.web.Visitor;

/// `GET /webmail/m/12-345/conversation`: the messages of a conversation, over all folders, one's own
/// replies among them. Asked for by the message's page once it stands, so that the message is not waited for.
@Controller
final class ConversationController {
    private static final int MOST = 100;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final Mail mail;
    private final Threads threads;
    private final Frame frame;
    private final MessageSource messages;

    ConversationController(Mail mail, Threads threads, Frame frame, MessageSource messages) {
        this.mail = mail;
        this.threads = threads;
        this.frame = frame;
        this.messages = messages;
    }

    @GetMapping("/webmail/m/{ref}/conversation")
    String conversation(Visitor visitor, @PathVariable String ref, HttpServletRequest request, Model model) {
        Opened opened = mail.open(visitor, ref);
        long key = opened.structure().threadId();
        List<Mailbox> mailboxes = mail.mailboxes(visitor).stream()
                .filter(one -> one.uses().stream().noneMatch(use -> use == SpecialUse.TRASH || use == SpecialUse.JUNK)
                        || one.id().equals(opened.ref().mailbox()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!opened.place().own()) {
            mailboxes.add(opened.mailbox());
        }
        Threads.Found found = key == 0
                ? new Threads.Found(List.of(), false)
                : threads.find(
                        mail.store(),
                        mailboxes,
                        key,
                        opened.snapshot().internalDate(opened.index()),
                        MOST,
                        System.nanoTime() + PATIENCE.toNanos());
        List<Row> rows = found.messages().stream()
                .map(one -> Row.of(mail.store(), one.mailbox(), one.snapshot(), one.index()))
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("reader", visitor.account().id());
        Map<Long, String> names = names(mailboxes, messages);
        Locale language = LocaleContextHolder.getLocale();
        names.putAll(SharedBy.names(mail.shared(visitor, language), messages, language));
        model.addAttribute("rowFolders", names);
        model.addAttribute("unfinished", found.unfinished());
        model.addAttribute("alone", request.getHeader("HX-Request") == null);
        model.addAttribute("ref", opened.ref());
        model.addAttribute(
                "subject",
                HeaderText.decode(opened.structure().envelope().subject().orElse(""))
                        .strip());
        frame.fill(model, visitor, opened.place(), request);
        return "webmail/conversation";
    }

    /// As people call them, by id.
    static Map<Long, String> names(List<Mailbox> mailboxes, MessageSource messages) {
        Map<Long, String> names = new HashMap<>();
        for (Mailbox mailbox : mailboxes) {
            String key = Folder.key(mailbox);
            names.put(
                    mailbox.id().value(),
                    key.isEmpty() || mailbox.name().value().indexOf('/') >= 0
                            ? mailbox.name().value()
                            : messages.getMessage(key, null, LocaleContextHolder.getLocale()));
        }
        return names;
    }
}
