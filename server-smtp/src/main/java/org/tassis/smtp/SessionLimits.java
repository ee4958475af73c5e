package org.tassis.smtp;

import java.util.Optional;
import org.tassis.smtp.command.Verb;
import org.tassis.smtp.reply.SmtpReply;

/// Counts what a session does wrong or to no purpose, and says when it is enough. For the session's thread.
final class SessionLimits {
    private final SmtpSettings settings;
    private int errors;
    private int unknownRecipients;
    private int idle;
    private int failedLogins;
    private int messages;

    SessionLimits(SmtpSettings settings) {
        this.settings = settings;
    }

    /// @return what to answer instead of `reply` when it is enough
    Optional<SmtpReply> after(Verb verb, SmtpReply reply) {
        if (reply.isProtocolError() && ++errors > settings.limits().errors()) {
            return Optional.of(SmtpReply.TOO_MANY_ERRORS);
        }
        if (reply.equals(SmtpReply.NO_SUCH_USER)
                && ++unknownRecipients > settings.limits().unknownRecipients()) {
            return Optional.of(SmtpReply.TOO_MANY_UNKNOWN);
        }
        if (reply.equals(SmtpReply.AUTH_FAILED)
                && ++failedLogins >= settings.limits().failedLogins()) {
            return Optional.of(SmtpReply.TOO_MANY_LOGINS);
        }
        boolean bringsMailOn = reply.code() < 400
                && !reply.equals(SmtpReply.CHUNK_EMPTY)
                && (verb == Verb.MAIL
                        || verb == Verb.RCPT
                        || verb == Verb.DATA
                        || verb == Verb.BDAT
                        || verb == Verb.BURL);
        if (!bringsMailOn && verb != Verb.RCPT && ++idle > settings.limits().idleCommands()) {
            return Optional.of(SmtpReply.TOO_MANY_COMMANDS);
        }
        return Optional.empty();
    }

    /// A message was taken on.
    void delivered() {
        messages++;
        idle = 0;
    }

    boolean mayMailAgain() {
        return messages < settings.maxMessages();
    }
}
