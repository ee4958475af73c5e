package org.tassis.mailflow.spam;

import org.tassis.core.AccountId;
import org.tassis.core.ContentId;

/// What somebody says of a message in his mailbox.
///
/// @param content which message: copies of it are the same one
/// @param shared  whether the base learns it too
/// @param tokens  of the message, ascending, each once
/// @param day     since 1970
public record Lesson(AccountId account, ContentId content, SpamClass as, boolean shared, long[] tokens, int day) {}
