package org.tassis.webmail.snooze;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.AccountId;
import org.tassis.core.MessageId;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.message.HeaderText;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.Undos;

/// `/webmail/snoozed`: what sleeps, and until when.
@Controller
final class SnoozedController {
    private final Supplier<Snoozes> snoozes;
    private final Mail mail;
    private final Frame frame;
    private final Undos undos;

    SnoozedController(Supplier<Snoozes> snoozes, Mail mail, Frame frame, Undos undos) {
        this.snoozes = snoozes;
        this.mail = mail;
        this.frame = frame;
        this.undos = undos;
    }

    /// One that sleeps.
    ///
    /// @param id of the message
    public record Line(long id, String ref, String subject, Instant until) {}

    @GetMapping("/webmail/snoozed")
    String list(Visitor visitor, HttpServletRequest request, Model model) {
        List<Line> lines = snoozes.get().asleep(visitor.account().id()).stream()
                .map(one -> line(visitor, one))
                .toList();
        model.addAttribute("lines", lines);
        frame.fill(model, visitor, 0, request);
        return "webmail/snoozed";
    }

    private Line line(Visitor visitor, Snoozes.Asleep asleep) {
        MessageRef ref =
                new MessageRef(asleep.snooze().folder(), asleep.snapshot().uid(asleep.index()));
        String subject = mail.find(visitor, ref)
                .flatMap(one -> one.structure().envelope().subject())
                .map(text -> HeaderText.decode(text).strip())
                .orElse("");
        return new Line(
                asleep.snooze().message().value(),
                ref.toString(),
                subject,
                asleep.snooze().until());
    }

    @PostMapping("/webmail/snoozed/wake")
    String wake(Visitor visitor, @RequestParam(defaultValue = "") List<String> id) {
        AccountId account = visitor.account().id();
        List<MessageId> ids = id.stream()
                .limit(Snoozes.MOST)
                .filter(one -> one.matches("[1-9][0-9]{0,17}"))
                .map(one -> new MessageId(Long.parseLong(one)))
                .toList();
        int woken = snoozes.get().wake(account, ids);
        undos.add(visitor, "snooze.woken", woken, "");
        return "redirect:/webmail/snoozed";
    }
}
