package org.tassis.webmail.snooze;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.tassis.web.Times;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.Undos;

/// `/webmail/snoozed`: what sleeps, and until when.
@Controller
final class SnoozedController {
    private static final String PAGE = "redirect:/webmail/snoozed";

    private final Supplier<Snoozes> snoozes;
    private final Mail mail;
    private final Frame frame;
    private final Undos undos;
    private final Times times;
    private final InstantSource clock;

    SnoozedController(
            Supplier<Snoozes> snoozes, Mail mail, Frame frame, Undos undos, Times times, InstantSource clock) {
        this.snoozes = snoozes;
        this.mail = mail;
        this.frame = frame;
        this.undos = undos;
        this.times = times;
        this.clock = clock;
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

    private static List<MessageId> chosen(List<String> ids) {
        return ids.stream()
                .limit(Snoozes.MOST)
                .filter(one -> one.matches("[1-9][0-9]{0,17}"))
                .map(one -> new MessageId(Long.parseLong(one)))
                .toList();
    }

    @PostMapping("/webmail/snoozed/wake")
    String wake(Visitor visitor, @RequestParam(defaultValue = "") List<String> id) {
        int woken = snoozes.get().wake(visitor.account().id(), chosen(id));
        undos.add(visitor, woken == 0 ? "snooze.none" : "snooze.woken", Math.max(1, woken), "");
        return PAGE;
    }

    /// Another time for some that sleep.
    ///
    /// @param word  as {@link Until} knows it
    /// @param until for `date`
    @PostMapping("/webmail/snoozed/time")
    String time(
            Visitor visitor,
            @RequestParam(name = "to", defaultValue = "") String word,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") List<String> id) {
        Optional<Instant> time = Until.of(word, until, clock.instant(), times.zone());
        if (time.isEmpty()) {
            undos.add(visitor, "snooze.problem.time", 1, "");
            return PAGE;
        }
        AccountId account = visitor.account().id();
        Map<MessageId, Instant> before = snoozes.get().postpone(account, chosen(id), time.get());
        if (before.isEmpty()) {
            undos.add(visitor, "snooze.none", 1, "");
        } else {
            undos.add(
                    visitor,
                    "snooze.changed",
                    before.size(),
                    times.full(time.get()),
                    () -> before.forEach((message, was) -> snoozes.get().postpone(account, List.of(message), was)));
        }
        return PAGE;
    }
}
