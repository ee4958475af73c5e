package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.AutoReply;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.web.Times;
import org.tassis.web.Visitor;

/// `/webmail/settings/away`: what is answered while its owner is away. Dates are whole days in the visitor's zone; the
/// last day counts.
@Controller
final class AwayController {
    /// Choices for the least time between two answers to one sender, in minutes.
    private static final List<Long> INTERVALS = List.of(10L, 60L, 1440L, 4 * 1440L, 7 * 1440L);

    private final Desk desk;
    private final Failures failures;
    private final Times times;

    AwayController(Desk desk, Failures failures, Times times) {
        this.desk = desk;
        this.failures = failures;
        this.times = times;
    }

    /// The form as it was typed.
    record Form(boolean on, String subject, String text, String from, String until, long interval) {}

    @GetMapping("/webmail/settings/away")
    String show(Visitor visitor, @RequestParam Optional<String> saved, Model model) {
        model.addAttribute("saved", saved.isPresent());
        ZoneId zone = times.zone();
        Form form = desk.mailboxes(visitor.visit(desk))
                .autoReply(visitor.account().login().value())
                .map(reply -> new Form(
                        reply.enabled(),
                        reply.subject(),
                        reply.text(),
                        reply.from().map(from -> day(from, zone)).orElse(""),
                        reply.until().map(end -> day(end.minusMillis(1), zone)).orElse(""),
                        reply.interval().toMinutes()))
                .orElse(new Form(false, "", "", "", "", AutoReply.INTERVAL_BY_USER.toMinutes()));
        return page(model, form);
    }

    private static String day(Instant time, ZoneId zone) {
        return time.atZone(zone).toLocalDate().toString();
    }

    @PostMapping("/webmail/settings/away")
    String change(
            Visitor visitor,
            @RequestParam(defaultValue = "false") boolean on,
            @RequestParam(defaultValue = "") String subject,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "1440") long interval,
            HttpServletResponse response,
            Locale language,
            Model model) {
        String login = visitor.account().login().value();
        MailboxDesk mailboxes = desk.mailboxes(visitor.visit(desk));
        try {
            if (!on && text.isBlank()) {
                if (mailboxes.autoReply(login).isPresent()) {
                    mailboxes.removeAutoReply(login);
                }
            } else {
                ZoneId zone = times.zone();
                mailboxes.setAutoReply(
                        login,
                        subject,
                        text,
                        date(from).map(day -> day.atStartOfDay(zone).toInstant()),
                        date(until)
                                .map(day -> day.plusDays(1).atStartOfDay(zone).toInstant()),
                        Optional.of(Duration.ofMinutes(Math.clamp(interval, 1, 365 * 1440))));
                if (!on) {
                    mailboxes.enableAutoReply(login, false);
                }
            }
        } catch (DirectoryException e) {
            return again(
                    response, model, new Form(on, subject, text, from, until, interval), failures.text(e, language));
        } catch (DateTimeException _) {
            return again(
                    response,
                    model,
                    new Form(on, subject, text, from, until, interval),
                    failures.say("away.date", language));
        }
        return "redirect:/webmail/settings/away?saved";
    }

    private static Optional<LocalDate> date(String typed) {
        return typed.isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(typed.strip()));
    }

    private static String again(HttpServletResponse response, Model model, Form form, String problem) {
        response.setStatus(422);
        model.addAttribute("problem", problem);
        return page(model, form);
    }

    private static String page(Model model, Form form) {
        model.addAttribute("form", form);
        model.addAttribute("intervals", INTERVALS);
        return "webmail/settings/away";
    }
}
