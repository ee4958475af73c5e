/// What mailboxes answer by themselves: whether a message may be answered ({@link ReplyRules}, which looks at
/// headers and envelope alone), whether its sender was answered lately ({@link ReplyHistory}), and the answer
/// ({@link ReplyMessage}). RFC 3834.
@NullMarked
package org.tassis.mailflow.autoreply;

import org.jspecify.annotations.NullMarked;
