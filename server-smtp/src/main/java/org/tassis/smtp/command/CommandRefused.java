package org.tassis.smtp.command;

import org.tassis.smtp.reply.SmtpReply;

/// A line that is no command this server can act on, with what to answer. Expected, so without a stack trace.
public final class CommandRefused extends Exception {
    private final transient SmtpReply reply;
    private final Verb verb;

    CommandRefused(Verb verb, SmtpReply reply) {
        super(reply.toString(), null, false, false);
        this.verb = verb;
        this.reply = reply;
    }

    public SmtpReply reply() {
        return reply;
    }

    /// Of the command it would have been.
    public Verb verb() {
        return verb;
    }
}
