package org.tassis.smtp.reply;

import org.tassis.mailflow.Refusal;
import org.tassis.smtp.wire.ContentFault;

/// Where refusals become replies: a new kind does not compile until it has an answer here.
public final class Refusals {
    private Refusals() {}

    public static SmtpReply reply(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NoSuchUser _ -> SmtpReply.NO_SUCH_USER;
            case Refusal.MailboxDisabled _ -> SmtpReply.MAILBOX_DISABLED;
            case Refusal.AddressLoop _ -> SmtpReply.ADDRESS_LOOP;
            case Refusal.BeenHere _ -> SmtpReply.BEEN_HERE;
            case Refusal.RelayDenied _ -> SmtpReply.RELAY_DENIED;
            case Refusal.CannotPassOn _ -> SmtpReply.NO_REMOTE_YET;
            case Refusal.MailboxFull _ -> SmtpReply.MAILBOX_FULL;
            case Refusal.LargerThanMailbox _ -> SmtpReply.LARGER_THAN_MAILBOX;
            case Refusal.Separately _ -> SmtpReply.SEPARATE_RECIPIENT;
            case Refusal.NotYourSender _ -> SmtpReply.NOT_YOUR_ADDRESS;
            case Refusal.NotYourFrom _ -> SmtpReply.NOT_YOUR_FROM;
            case Refusal.NoFrom _ -> SmtpReply.BAD_FROM;
            case Refusal.Greylisted(var left) -> SmtpReply.greylisted(left);
            case Refusal.Blocked _ -> SmtpReply.BLOCKED;
            case Refusal.TooMuchAtOnce(var left) -> SmtpReply.tooMuchAtOnce(left);
            case Refusal.AccountBraked(var left) -> SmtpReply.accountBraked(left);
            case Refusal.NotFromItsAuthor _ -> SmtpReply.NOT_FROM_ITS_AUTHOR;
            case Refusal.SenderUnclear _ -> SmtpReply.SENDER_UNCLEAR;
            case Refusal.Rejected(String reason) -> SmtpReply.rejected(reason);
            case Refusal.Spam _ -> SmtpReply.SPAM;
            case Refusal.Virus(var name) -> SmtpReply.virus(name);
            case Refusal.CheckDown _ -> SmtpReply.CHECK_DOWN;
            case Refusal.NoSpace _ -> SmtpReply.STORE_FULL;
            case Refusal.Unavailable _ -> SmtpReply.TRY_LATER;
        };
    }

    public static SmtpReply reply(ContentFault fault) {
        return switch (fault) {
            case BARE_LINE_END -> SmtpReply.BARE_LINE_END;
            case NUL -> SmtpReply.NUL_OCTET;
            case LINE_TOO_LONG -> SmtpReply.CONTENT_LINE_TOO_LONG;
        };
    }
}
