package org.tassis.imap.reply;

import org.tassis.imap.command.AppendGate;
import org.tassis.imap.command.Request;

/// What a client hears when a command is refused before it ran. Exhaustive.
public final class Refusals {
    private Refusals() {}

    public static Completion completion(Request.Reason reason) {
        return switch (reason) {
            case BAD_MAILBOX_NAME -> Completion.BAD_MAILBOX_NAME;
            case BAD_CHARSET -> Completion.BAD_CHARSET;
            case TOO_BIG -> Completion.COMMAND_TOO_LONG;
        };
    }

    public static Completion completion(AppendGate.Refusal refusal) {
        return switch (refusal) {
            case NOT_LOGGED_IN -> Completion.NOT_BEFORE_LOGIN;
            case NO_SUCH_MAILBOX -> Completion.TRY_CREATE;
            case NO_RIGHT -> Completion.NO_RIGHT;
            case TOO_BIG -> Completion.MESSAGE_TOO_BIG;
            case OVER_QUOTA -> Completion.MAILBOX_FULL;
            case TOO_MUCH, TOO_MANY -> Completion.TOO_MANY_MESSAGES;
            case UNAVAILABLE -> Completion.SERVER_BUSY;
        };
    }
}
