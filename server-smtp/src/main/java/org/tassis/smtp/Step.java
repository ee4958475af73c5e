package org.tassis.smtp;

import org.tassis.smtp.reply.SmtpReply;

/// What a command led to: the state from now on and the reply.
record Step(SessionState next, SmtpReply reply) {}
