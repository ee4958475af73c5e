/// What this server says: the catalogue of every SMTP reply, and the one place where refusals become replies.
/// Replies are immutable and never repeat what a client sent.
@NullMarked
package org.tassis.smtp.reply;

import org.jspecify.annotations.NullMarked;
