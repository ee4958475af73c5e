package org.tassis.pop3.reply;

import org.tassis.store.StoreFailure;

/// The catalogue of every reply this server sends: RFC 1939 §3, response codes of RFC 2449 §8, RFC 3206.
/// Handlers name a constant; only this file holds wording. No reply holds anything a client sent.
///
/// `[IN-USE]` is never sent: nothing is locked.
///
/// @param text printable ASCII with the response code, within the 512 octets of RFC 2449 §4
public record Pop3Reply(boolean ok, String text) {
    public static final Pop3Reply GREETING = ok("Tassis POP3 ready");
    public static final Pop3Reply GOODBYE = ok("Goodbye");
    public static final Pop3Reply DONE = ok("Done");
    public static final Pop3Reply CAPABILITIES = ok("Capabilities follow");
    public static final Pop3Reply MECHANISMS = ok("Mechanisms follow");
    public static final Pop3Reply LANGUAGES = ok("Languages follow");
    public static final Pop3Reply LANGUAGE = ok("en Messages are in English");
    public static final Pop3Reply UTF8 = ok("UTF-8 it is");
    public static final Pop3Reply BEGIN_TLS = ok("Begin TLS");
    public static final Pop3Reply GIVE_PASSWORD = ok("Now the password");
    public static final Pop3Reply LISTING = ok("Listing follows");
    public static final Pop3Reply TOP = ok("Top of the message follows");
    public static final Pop3Reply MARKED = ok("Will be deleted at QUIT");

    public static final Pop3Reply NOT_CONFIDENTIAL = err("Passwords are taken inside TLS only: use STLS or port 995");
    public static final Pop3Reply NO_TLS = err("TLS cannot be started here");
    public static final Pop3Reply USER_FIRST = err("USER comes before PASS");
    public static final Pop3Reply BAD_LOGIN = err("[AUTH] Wrong name or password");
    public static final Pop3Reply ACCOUNT_DISABLED = err("[AUTH] This mailbox is switched off");
    public static final Pop3Reply APP_PASSWORD_NEEDED = err("[AUTH] This mailbox has a second factor:"
            + " this program needs an app password, made under Settings in the web pages");
    public static final Pop3Reply NOT_BASE64 = err("That is not a PLAIN response");
    public static final Pop3Reply CANCELLED = err("Authentication cancelled");
    public static final Pop3Reply UNKNOWN_MECHANISM = err("Only AUTH PLAIN is spoken here");
    public static final Pop3Reply UNKNOWN_LANGUAGE = err("Only English is spoken here");
    public static final Pop3Reply LOG_IN_FIRST = err("Log in first");
    public static final Pop3Reply ALREADY_IN = err("Already logged in");
    public static final Pop3Reply UNKNOWN_COMMAND = err("Unknown command");
    public static final Pop3Reply BAD_ARGUMENTS = err("The arguments cannot be understood");
    public static final Pop3Reply UNREADABLE = err("Control characters are not allowed");
    public static final Pop3Reply LINE_TOO_LONG = err("The line is too long");
    public static final Pop3Reply NO_SUCH_MESSAGE = err("No such message");
    public static final Pop3Reply DELETED = err("The message is marked as deleted");
    public static final Pop3Reply GONE = err("The message was deleted meanwhile");
    public static final Pop3Reply DAMAGED = err("[SYS/PERM] The stored message is damaged; it was reported");
    public static final Pop3Reply TRY_LATER = err("[SYS/TEMP] Not possible now, try again later");
    public static final Pop3Reply NOT_DELETED =
            err("[SYS/TEMP] The marked messages could not be deleted and will be there again");
    public static final Pop3Reply TOO_MANY_ERRORS = err("Too many errors, closing");
    public static final Pop3Reply TOO_MANY_LOGINS = err("[AUTH] Too many failed logins, closing");
    public static final Pop3Reply NOT_HTTP = err("This is POP3, not HTTP");
    public static final Pop3Reply STOPPING = err("[SYS/TEMP] Server is stopping, try again soon");
    public static final Pop3Reply BROKEN = err("[SYS/TEMP] Something went wrong here, try again later");
    public static final Pop3Reply CONNECTIONS_FULL = err("[SYS/TEMP] Too many connections, try again later");
    public static final Pop3Reply CONNECTIONS_FROM_YOU = err("[SYS/TEMP] Too many connections from your network");

    private static final int MAX_TEXT = 500;

    public Pop3Reply {
        if (text.length() > MAX_TEXT || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("not a reply: " + text);
        }
    }

    /// After login, with what the mailbox holds.
    public static Pop3Reply welcome(int messages, long octets) {
        return ok(messages + " messages, " + octets + " octets");
    }

    /// RFC 1939 §5: STAT.
    public static Pop3Reply stat(int messages, long octets) {
        return ok(messages + " " + octets);
    }

    /// RFC 1939 §5: LIST with an argument.
    public static Pop3Reply size(int message, long octets) {
        return ok(message + " " + octets);
    }

    /// RFC 1939 §7: UIDL with an argument.
    public static Pop3Reply uidl(int message, String id) {
        return ok(message + " " + id);
    }

    /// RFC 1939 §5: RETR.
    public static Pop3Reply message(long octets) {
        return ok(octets + " octets");
    }

    /// What a client hears when the store says no while it reads: a new kind of failure does not compile
    /// until it has an answer here.
    public static Pop3Reply forFailure(StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.Gone _ -> GONE;
            case StoreFailure.Damaged _ -> DAMAGED;
            case StoreFailure.NoSuchMailbox _,
                    StoreFailure.MailboxExists _,
                    StoreFailure.NotAllowed _,
                    StoreFailure.OverQuota _,
                    StoreFailure.TooMany _,
                    StoreFailure.Full _,
                    StoreFailure.Unavailable _ -> TRY_LATER;
        };
    }

    /// The line with its end.
    public String line() {
        return (ok ? "+OK " : "-ERR ") + text + "\r\n";
    }

    private static Pop3Reply ok(String text) {
        return new Pop3Reply(true, text);
    }

    private static Pop3Reply err(String text) {
        return new Pop3Reply(false, text);
    }
}
