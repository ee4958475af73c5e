package org.tassis.imap.reply;

import static org.tassis.imap.reply.Completion.no;

import org.tassis.store.StoreFailure;

/// What a client hears when the store says no: the one place, and exhaustive. A new kind of failure does not compile
/// until it has an answer here.
public final class StoreFailures {
    private StoreFailures() {}

    public static Completion completion(StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.NoSuchMailbox _ -> Completion.NO_SUCH_MAILBOX;
            case StoreFailure.MailboxExists _ -> Completion.MAILBOX_EXISTS;
            case StoreFailure.NotAllowed(String _) -> no(ResponseCode.CANNOT, "That cannot be done with this mailbox");
            case StoreFailure.OverQuota _ -> Completion.MAILBOX_FULL;
            case StoreFailure.TooMany(String what, int limit) ->
                no(ResponseCode.LIMIT, "No more than " + limit + " " + what);
            case StoreFailure.Gone _ -> Completion.SOME_EXPUNGED;
            case StoreFailure.Damaged _ ->
                no(ResponseCode.CANNOT, "The stored message is damaged and cannot be read; it was reported");
            case StoreFailure.Full _ -> no(ResponseCode.UNAVAILABLE, "No space to store this now, try again later");
            case StoreFailure.Unavailable _ -> Completion.SERVER_BUSY;
        };
    }

    /// Whether the operator must hear of it: the cause goes to the log, never to the client.
    public static boolean isFault(StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.Damaged _, StoreFailure.Full _, StoreFailure.Unavailable _ -> true;
            case StoreFailure.NoSuchMailbox _,
                    StoreFailure.MailboxExists _,
                    StoreFailure.NotAllowed _,
                    StoreFailure.OverQuota _,
                    StoreFailure.TooMany _,
                    StoreFailure.Gone _ -> false;
        };
    }
}
