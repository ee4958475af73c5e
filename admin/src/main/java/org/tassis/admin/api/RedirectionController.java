package org.tassis.admin.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.EmailAddress;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;

/// What mailboxes pass on and answer by themselves.
@RestController
@RequestMapping("/api/v1/mailboxes/{mailbox}")
final class RedirectionController {
    private final Desk desk;

    RedirectionController(Desk desk) {
        this.desk = desk;
    }

    @About("What a mailbox passes on.")
    record Forward(
            List<EmailAddress> targets,
            @About("Whether the mailbox gets the mail too.") boolean keepCopy,

            @About("When it is off, mail stays in the mailbox.")
            boolean enabled,

            Instant changed) {}

    @About("A forward that is to be set.")
    record ForwardFields(
            @About("1 to 50, of this server or of others.") List<EmailAddress> targets,

            @About("Whether the mailbox gets the mail too; else it does not.")
            Optional<Boolean> keepCopy,

            @About("Else it is on.") Optional<Boolean> enabled) {}

    @About("What a mailbox answers by itself.")
    record AutoReply(
            @About("Empty: Re: and the subject of what is answered.")
            String subject,

            String text,
            @About("From when on; null: at once.") Optional<Instant> from,
            @About("Until when; null: always.") Optional<Instant> until,

            @About("Between two replies to the same sender.")
            long intervalSeconds,

            boolean enabled,
            Instant changed) {}

    @About("An auto-reply that is to be set.")
    record AutoReplyFields(
            Optional<String> subject,
            String text,
            Optional<Instant> from,
            Optional<Instant> until,
            @About("A minute to a year; else 10 minutes.") Optional<Long> intervalSeconds,
            @About("Else it is on.") Optional<Boolean> enabled) {}

    private MailboxDesk mailboxes(Caller caller) {
        return desk.mailboxes(caller.visit());
    }

    private static Forward write(org.tassis.directory.Forward forward) {
        return new Forward(forward.targets(), forward.keepCopy(), forward.enabled(), forward.changed());
    }

    private static AutoReply write(org.tassis.directory.AutoReply reply) {
        return new AutoReply(
                reply.subject(),
                reply.text(),
                reply.from(),
                reply.until(),
                reply.interval().toSeconds(),
                reply.enabled(),
                reply.changed());
    }

    @GetMapping("/forward")
    @Route(area = Area.MAILBOXES, value = "What a mailbox passes on.")
    Forward forward(Caller caller, @PathVariable String mailbox) {
        return mailboxes(caller)
                .forward(mailbox)
                .filter(org.tassis.directory.Forward::exists)
                .map(RedirectionController::write)
                .orElseThrow(() -> Refusal.notFound("This mailbox passes nothing on."));
    }

    @PutMapping("/forward")
    @Route(area = Area.MAILBOXES, value = "Sets or replaces what a mailbox passes on.")
    Forward setForward(Caller caller, @PathVariable String mailbox, @RequestBody ForwardFields wanted) {
        return desk.directory().together(() -> {
            var set = mailboxes(caller)
                    .setForward(mailbox, wanted.targets(), wanted.keepCopy().orElse(false));
            return write(wanted.enabled().orElse(true) ? set : mailboxes(caller).enableForward(mailbox, false));
        });
    }

    @DeleteMapping("/forward")
    @Route(area = Area.MAILBOXES, value = "Ends a forward; it can be restored until another is set.", status = 204)
    ResponseEntity<Void> removeForward(Caller caller, @PathVariable String mailbox) {
        forward(caller, mailbox);
        mailboxes(caller).removeForward(mailbox);
        return Answers.done();
    }

    @PostMapping("/forward/restore")
    @Route(area = Area.MAILBOXES, value = "Brings a removed forward back.")
    Forward restoreForward(Caller caller, @PathVariable String mailbox) {
        return write(mailboxes(caller).restoreForward(mailbox));
    }

    @GetMapping("/auto-reply")
    @Route(area = Area.MAILBOXES, value = "What a mailbox answers by itself.")
    AutoReply autoReply(Caller caller, @PathVariable String mailbox) {
        return mailboxes(caller)
                .autoReply(mailbox)
                .filter(org.tassis.directory.AutoReply::exists)
                .map(RedirectionController::write)
                .orElseThrow(() -> Refusal.notFound("This mailbox answers nothing by itself."));
    }

    @PutMapping("/auto-reply")
    @Route(area = Area.MAILBOXES, value = "Sets or replaces what a mailbox answers by itself.")
    AutoReply setAutoReply(Caller caller, @PathVariable String mailbox, @RequestBody AutoReplyFields wanted) {
        return desk.directory().together(() -> {
            var set = mailboxes(caller)
                    .setAutoReply(
                            mailbox,
                            wanted.subject().orElse(""),
                            wanted.text(),
                            wanted.from(),
                            wanted.until(),
                            wanted.intervalSeconds().map(Duration::ofSeconds));
            return write(wanted.enabled().orElse(true) ? set : mailboxes(caller).enableAutoReply(mailbox, false));
        });
    }

    @DeleteMapping("/auto-reply")
    @Route(area = Area.MAILBOXES, value = "Ends an auto-reply; it can be restored until another is set.", status = 204)
    ResponseEntity<Void> removeAutoReply(Caller caller, @PathVariable String mailbox) {
        autoReply(caller, mailbox);
        mailboxes(caller).removeAutoReply(mailbox);
        return Answers.done();
    }

    @PostMapping("/auto-reply/restore")
    @Route(area = Area.MAILBOXES, value = "Brings a removed auto-reply back.")
    AutoReply restoreAutoReply(Caller caller, @PathVariable String mailbox) {
        return write(mailboxes(caller).restoreAutoReply(mailbox));
    }
}
