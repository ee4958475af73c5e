package org.tassis.webmail.mail;

import java.net.InetAddress;
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
import org.tassis.store.StoreException;
import org.tassis.web.Times;
import org.tassis.web.Visitor;
import org.tassis.webmail.calendar.Answers;
import org.tassis.webmail.calendar.Invitation;
import org.tassis.webmail.calendar.Invitation.Answer;
import org.tassis.webmail.calendar.Words;

/// `POST /webmail/m/12-345/answer`: accepts an invitation, perhaps, or not. The organizer is told by mail.
@Controller
final class InvitationController {
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

    /// The message says how it was answered, in all programs.
    private void remember(Opened opened, Answer answer) {
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
                        new Words(messages, language, times.zone())));
    }
}
