package org.tassis.webmail.mail;

import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.UidSet;
import org.tassis.store.FlagChange;
import org.tassis.store.Right;
import org.tassis.store.StoreException;
import org.tassis.web.Times;
import org.tassis.web.Visitor;
import org.tassis.webmail.calendar.Answers;
import org.tassis.webmail.calendar.Invitation;
import org.tassis.webmail.calendar.Invitation.Answer;
import org.tassis.webmail.calendar.Invitation.Moment;
import org.tassis.webmail.calendar.Invitation.Span;
import org.tassis.webmail.calendar.Words;

/// `POST /webmail/m/12-345/answer`: accepts an invitation, perhaps, or not. The organizer is told by mail.
@Controller
final class InvitationController {
    private static final int MAX_REMARK = 1_000;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Mail mail;
    private final Invitations invitations;
    private final Answers answers;
    private final MessageSource messages;
    private final Times times;

    InvitationController(Mail mail, Invitations invitations, Answers answers, MessageSource messages, Times times) {
        this.mail = mail;
        this.invitations = invitations;
        this.answers = answers;
        this.messages = messages;
        this.times = times;
    }

    /// @param word `accepted`, `tentative`, `declined`
    @PostMapping("/webmail/m/{ref}/answer")
    String answer(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam(name = "answer", defaultValue = "") String word,
            Locale language) {
        Opened opened = mail.open(visitor, ref);
        Answer answer =
                switch (word) {
                    case "accepted" -> Answer.ACCEPTED;
                    case "tentative" -> Answer.TENTATIVE;
                    case "declined" -> Answer.DECLINED;
                    default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
                };
        Invitation invitation = invitations
                .in(opened, times.zone())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        String title = invitation.summary().isEmpty() ? say("message.nosubject", language) : invitation.summary();
        Words words = new Words(messages, language, times.zone());
        String when = invitation
                .occurrence()
                .map(words::when)
                .or(() -> invitation.when().map(words::when))
                .orElse("");
        String name = visitor.account().realName().isBlank()
                ? Answers.invited(invitation, visitor.account())
                        .map(Object::toString)
                        .orElse("")
                : visitor.account().realName();
        Answers.Result result = answers.send(
                visitor.account(),
                InetAddress.ofLiteral(visitor.from()),
                invitation,
                answer,
                say("invitation.subject." + word, language, title),
                say("invitation.text." + word, language, name) + "\n\n" + title + "\n" + when + "\n");
        if (result == Answers.Result.SENT) {
            remember(opened, answer);
        }
        return "redirect:/webmail/m/" + opened.ref() + "?answered="
                + result.name().toLowerCase(Locale.ROOT);
    }

    /// Proposes another time to the organizer.
    ///
    /// @param from   as a browser's field has it, in the visitor's zone
    /// @param remark for the organizer
    @PostMapping("/webmail/m/{ref}/propose")
    String propose(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String remark,
            Locale language) {
        Opened opened = mail.open(visitor, ref);
        Invitation invitation = invitations
                .in(opened, times.zone())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Optional<Span> other = span(from, until);
        String word = "time";
        if (other.isPresent()) {
            String title = invitation.summary().isEmpty() ? say("message.nosubject", language) : invitation.summary();
            String when = new Words(messages, language, times.zone()).when(other.get());
            String said = remark.length() > MAX_REMARK ? remark.substring(0, MAX_REMARK) : remark.strip();
            word = answers.propose(
                            visitor.account(),
                            InetAddress.ofLiteral(visitor.from()),
                            invitation,
                            other.get(),
                            said,
                            say("invitation.subject.proposed", language, title),
                            say(
                                            "invitation.text.proposed",
                                            language,
                                            visitor.account().realName(),
                                            when) + "\n\n" + title + "\n\n" + said + "\n")
                    .name()
                    .toLowerCase(Locale.ROOT);
        }
        return "redirect:/webmail/m/" + opened.ref() + "?answered=" + word;
    }

    private Optional<Span> span(String from, String until) {
        try {
            Instant start = LocalDateTime.parse(from).atZone(times.zone()).toInstant();
            Instant end = LocalDateTime.parse(until).atZone(times.zone()).toInstant();
            return end.isBefore(start) || start.plus(LONGEST).isBefore(end)
                    ? Optional.empty()
                    : Optional.of(new Span(new Moment.Point(start), new Moment.Point(end)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// The message says how it was answered, in all programs.
    private void remember(Opened opened, Answer answer) {
        if (!opened.place().may(Right.WRITE)) {
            return; // that is for who may change what others share
        }
        try {
            for (Answer one : new Answer[] {Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED}) {
                mail.store()
                        .changeFlags(
                                opened.ref().mailbox(),
                                UidSet.of(opened.ref().uid()),
                                new FlagChange(
                                        one == answer ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE,
                                        Answers.keyword(one)),
                                OptionalLong.empty());
            }
        } catch (StoreException _) {
            // the answer is sent; its mark is for who looks again
        }
    }

    private String say(String key, Locale language, Object... arguments) {
        return messages.getMessage(key, arguments, language);
    }

    /// For the page of a message.
    Optional<InvitationView> view(Visitor visitor, Opened opened, Locale language) {
        return invitations
                .in(opened, times.zone())
                .map(invitation -> InvitationView.of(
                        invitation,
                        visitor.account(),
                        Answers.answered(opened.snapshot().flags(opened.index())),
                        invitations.later(visitor, opened, invitation, times.zone()),
                        invitations.asked(visitor, invitation, times.zone()),
                        new Words(messages, language, times.zone())));
    }
}
