package org.tassis.smtp;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Refusal;
import org.tassis.net.Connection;
import org.tassis.smtp.command.Path;
import org.tassis.smtp.command.SmtpCommand;
import org.tassis.smtp.reply.Refusals;
import org.tassis.smtp.reply.SmtpReply;

/// MAIL and RCPT: RFC 5321 §3.3, §4.1.1.2, §4.1.1.3. The order is always sequence, limits, address, mail
/// flow, commit.
record EnvelopeHandler(Engine engine, Connection connection, SessionLimits limits) {
    /// RCPT commands of one message, over the limit of recipients, that are still answered one by one.
    private static final int FAR_TOO_MANY = 10;

    Step mail(SessionState state, SmtpCommand.Mail mail) {
        return switch (state) {
            case SessionState.Connected _ -> new Step(state, SmtpReply.HELLO_FIRST);
            case SessionState.Mailing _ -> new Step(state, SmtpReply.MAIL_ALREADY);
            case SessionState.Greeted greeted -> mail(greeted, mail);
        };
    }

    private Step mail(SessionState.Greeted state, SmtpCommand.Mail mail) {
        if (engine.settings().role() == SmtpSettings.Role.SUBMISSION
                && state.client().account().isEmpty()) {
            return new Step(state, connection.isConfidential() ? SmtpReply.AUTH_FIRST : SmtpReply.TLS_FIRST);
        }
        if (!limits.mayMailAgain()) {
            return new Step(state, SmtpReply.TOO_MANY_MESSAGES);
        }
        if (mail.parameters().size().orElse(0) > engine.settings().maxMessageSize()) {
            return new Step(state, SmtpReply.TOO_LARGE);
        }
        if (mail.nonAscii() && !mail.parameters().smtpUtf8()) {
            return new Step(state, SmtpReply.UTF8_ADDRESS);
        }
        if (mail.parameters().requireTls() && !connection.isEncrypted()) { // it was not offered: RFC 8689 §2
            return new Step(state, SmtpReply.UNKNOWN_PARAMETER);
        }
        MailParameters parameters = mail.parameters();
        if (mail.hold().isPresent()) {
            if (!engine.mayHold()) {
                return new Step(state, SmtpReply.UNKNOWN_PARAMETER);
            }
            Instant now = engine.clock().instant();
            Instant time =
                    switch (mail.hold().get()) {
                        case SmtpCommand.Hold.For(Duration wait) -> now.plus(wait);
                        case SmtpCommand.Hold.Until(Instant until) -> until;
                    };
            if (time.isAfter(now.plus(engine.settings().maxHold()))) { // RFC 4865 §4
                return new Step(state, SmtpReply.HOLD_TOO_LONG);
            }
            parameters = parameters.withReleaseAt(Optional.of(time).filter(at -> at.isAfter(now)));
        }
        Optional<EmailAddress> sender;
        switch (mail.path()) {
            case Path.Null _ -> sender = Optional.empty();
            case Path.Mailbox(EmailAddress address) -> sender = Optional.of(address);
            case Path.AtLiteral _ -> {
                return new Step(state, SmtpReply.LITERAL_SENDER);
            }
            case Path.Postmaster _ -> {
                return new Step(state, SmtpReply.BAD_SENDER);
            }
        }
        return switch (engine.flow().mail(state.client(), sender, parameters)) {
            case Opening.Opened(Reception reception) ->
                new Step(new SessionState.Mailing(state, new Transaction(reception)), SmtpReply.SENDER_OK);
            case Opening.Refused(var refusal) -> new Step(state, Refusals.reply(refusal));
        };
    }

    Step rcpt(SessionState state, SmtpCommand.Rcpt rcpt) {
        if (!(state instanceof SessionState.Mailing(var greeted, var transaction))) {
            return new Step(state, SmtpReply.MAIL_FIRST);
        }
        return new Step(state, rcpt(greeted, transaction, rcpt));
    }

    private SmtpReply rcpt(SessionState.Greeted greeted, Transaction transaction, SmtpCommand.Rcpt rcpt) {
        Reception reception = transaction.reception();
        int max = engine.settings().maxRecipients();
        if (transaction.chunks().isPresent()) {
            return SmtpReply.BDAT_UNDER_WAY;
        }
        if (transaction.countRcpt() > (long) max * FAR_TOO_MANY) {
            return SmtpReply.TOO_MANY_RCPTS;
        }
        boolean lmtp = engine.settings().role() == SmtpSettings.Role.LMTP;
        if ((lmtp ? transaction.accepted().size() : reception.recipients().size()) >= max) {
            return SmtpReply.TOO_MANY_RECIPIENTS;
        }
        if (rcpt.nonAscii() && !reception.parameters().smtpUtf8()) {
            return SmtpReply.UTF8_ADDRESS;
        }
        RecipientParameters wishes = rcpt.parameters();
        Function<Reception, Optional<Refusal>> add;
        switch (rcpt.path()) {
            case Path.Mailbox(EmailAddress address) -> add = to -> to.rcpt(address, wishes);
            case Path.Postmaster _ -> add = to -> to.rcptPostmaster(wishes);
            case Path.AtLiteral _ -> {
                return SmtpReply.LITERAL_RECIPIENT;
            }
            case Path.Null _ -> {
                return SmtpReply.BAD_RECIPIENT;
            }
        }
        return reply(lmtp ? lmtp(greeted, transaction, add) : add.apply(reception));
    }

    /// Who may fare otherwise than the recipients before is received apart: the reply of each is its own.
    private Optional<Refusal> lmtp(
            SessionState.Greeted greeted, Transaction transaction, Function<Reception, Optional<Refusal>> add) {
        Reception reception = transaction.latest();
        Optional<Refusal> refusal = add.apply(reception);
        if (refusal.isPresent() && refusal.get() instanceof Refusal.Separately) {
            Opening opening = engine.flow().mail(greeted.client(), reception.sender(), reception.parameters());
            switch (opening) {
                case Opening.Refused(var why) -> {
                    return Optional.of(why);
                }
                case Opening.Opened(Reception another) -> {
                    reception = another;
                    refusal = add.apply(another);
                }
            }
        }
        if (refusal.isEmpty()) {
            transaction.accept(reception);
        }
        return refusal;
    }

    private static SmtpReply reply(Optional<Refusal> refusal) {
        return refusal.map(Refusals::reply).orElse(SmtpReply.RECIPIENT_OK);
    }
}
