package org.tassis.webmail.compose;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.Account;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.mail.Frame;

/// What comes after writing: mail that waits for its time, what became of it, and receipts.
@Controller
final class SentController {
    private final Scheduled scheduled;
    private final Rescheduling rescheduling;
    private final Departure departure;
    private final Fates fates;
    private final Receipts receipts;
    private final OwnMail mail;
    private final Frame frame;

    SentController(
            Scheduled scheduled,
            Rescheduling rescheduling,
            Departure departure,
            Fates fates,
            Receipts receipts,
            OwnMail mail,
            Frame frame) {
        this.scheduled = scheduled;
        this.rescheduling = rescheduling;
        this.departure = departure;
        this.fates = fates;
        this.receipts = receipts;
        this.mail = mail;
        this.frame = frame;
    }

    @GetMapping("/webmail/scheduled")
    String list(
            Visitor visitor, @RequestParam(defaultValue = "") String note, HttpServletRequest request, Model model) {
        if (List.of("scheduled", "changed", "cancelled", "late", "partly", "sent", "refused")
                .contains(note)) {
            model.addAttribute("note", "scheduled.note." + note);
            model.addAttribute("tone", List.of("late", "partly", "refused").contains(note) ? "warning" : "success");
        }
        return page(visitor, request, model);
    }

    private String page(Visitor visitor, HttpServletRequest request, Model model) {
        model.addAttribute("waiting", scheduled.list(visitor.account()));
        model.addAttribute("departure", departure);
        frame.fill(model, visitor, 0, request);
        return "webmail/scheduled";
    }

    @PostMapping("/webmail/scheduled")
    String act(
            Visitor visitor,
            @RequestParam String name,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String when,
            HttpServletRequest request,
            Model model)
            throws IOException {
        Account account = visitor.account();
        return switch (action) {
            case "now" -> move(account, name, Instant.EPOCH, "sent", request);
            case "time" -> {
                Departure.Time time = departure.at(when);
                if (time instanceof Departure.Time.Wrong(var why)) {
                    model.addAttribute("problem", why);
                    yield page(visitor, request, model);
                }
                yield time instanceof Departure.Time.At(var at)
                        ? move(account, name, at, "changed", request)
                        : "redirect:/webmail/scheduled?note=late";
            }
            case "edit" -> {
                Scheduled.TakenBack back = scheduled.takeBack(account, name);
                yield back.draft().isPresent()
                        ? "redirect:/webmail/write?draft=" + back.draft().get()
                        : "redirect:/webmail/scheduled?note=late";
            }
            case "cancel" -> {
                Scheduled.TakenBack back = scheduled.takeBack(account, name);
                String note = back.draft().isEmpty() ? "late" : back.tooLate() ? "partly" : "cancelled";
                yield "redirect:/webmail/scheduled?note=" + note;
            }
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
    }

    private String move(Account account, String name, Instant time, String done, HttpServletRequest request)
            throws IOException {
        InetAddress from = InetAddress.ofLiteral(request.getRemoteAddr());
        return "redirect:/webmail/scheduled?note="
                + switch (rescheduling.at(account, from, name, time)) {
                    case MOVED -> done;
                    case TOO_LATE -> "late";
                    case REFUSED -> "refused";
                };
    }

    /// Takes back what was sent a moment ago.
    @PostMapping("/webmail/write/undo")
    String undo(Visitor visitor, @RequestParam String held) throws IOException {
        Scheduled.TakenBack back = scheduled.takeBack(visitor.account(), held);
        return back.draft().isPresent()
                ? "redirect:/webmail/write?draft=" + back.draft().get() + (back.tooLate() ? "&note=partly" : "")
                : "redirect:/webmail?note=toolate";
    }

    private OwnMail.Found found(Visitor visitor, String ref) {
        return MessageRef.parse(ref)
                .flatMap(one -> mail.message(visitor.account().id(), one))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// What has become of a letter, for each of its recipients.
    @GetMapping("/webmail/m/{ref}/delivery")
    String delivery(Visitor visitor, @PathVariable String ref, HttpServletRequest request, Model model) {
        OwnMail.Found found = found(visitor, ref);
        Original letter = new Original(found.ref(), mail.open(found));
        Instant stored = Instant.ofEpochSecond(found.snapshot().internalDate(found.index()));
        List<Fate> known = letter.messageId()
                .map(id -> fates.of(visitor.account(), id, stored))
                .orElse(List.of());
        model.addAttribute("ref", found.ref());
        model.addAttribute("subject", letter.subject());
        model.addAttribute("fates", known);
        model.addAttribute("open", known.stream().anyMatch(Fate::isOpen));
        frame.fill(model, visitor, found.mailbox().id().value(), request);
        return "webmail/delivery";
    }

    /// @param answer `send`, or anything else to tell nothing
    @PostMapping("/webmail/m/{ref}/receipt")
    String receipt(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam String answer,
            HttpServletRequest request,
            Locale language)
            throws IOException {
        OwnMail.Found found = found(visitor, ref);
        if (answer.equals("send")) {
            boolean sent = receipts.send(
                    visitor.account(),
                    InetAddress.ofLiteral(request.getRemoteAddr()),
                    found,
                    new Original(found.ref(), mail.open(found)),
                    false,
                    language);
            return "redirect:/webmail/m/" + found.ref() + "?receipt=" + (sent ? "sent" : "failed");
        }
        receipts.decide(found);
        return "redirect:/webmail/m/" + found.ref();
    }
}
