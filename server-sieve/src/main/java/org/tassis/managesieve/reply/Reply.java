package org.tassis.managesieve.reply;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tassis.mailflow.filter.FilterFailure;

/// The catalogue of every reply: RFC 5804 §1.2, response codes of §1.3. Handlers name a constant; only this
/// file holds wording.
///
/// @param code without its parentheses
/// @param text any; of many lines it is sent as a literal
public record Reply(Kind kind, Optional<String> code, String text) {
    public enum Kind {
        OK,
        NO,
        BYE
    }

    public static final Reply READY = ok("Tassis ManageSieve ready");
    public static final Reply DONE = ok("Done");
    public static final Reply BEGIN_TLS = ok("Begin TLS");
    public static final Reply LOGGED_IN = ok("Logged in");
    public static final Reply LOGGED_OUT = ok("Logged out");
    public static final Reply GOODBYE = ok("Goodbye");
    public static final Reply PUT = ok("The filter is kept");
    public static final Reply VALID = ok("The filter is valid");
    public static final Reply FITS = ok("There is room for it");

    public static final Reply NOT_CONFIDENTIAL =
            no("ENCRYPT-NEEDED", "Passwords are taken inside TLS only: use STARTTLS");
    public static final Reply NO_TLS = no("TLS cannot be started here");
    public static final Reply BAD_LOGIN = no("Wrong name or password");
    public static final Reply ACCOUNT_DISABLED = no("This mailbox is switched off");
    public static final Reply APP_PASSWORD_NEEDED = no( // RFC 5804 §1.3
            "AUTH-TOO-WEAK",
            "This mailbox has a second factor: this program needs an app password, made under Settings in the web pages");
    public static final Reply NOT_BASE64 = no("That is not a PLAIN response");
    public static final Reply CANCELLED = no("Authentication cancelled");
    public static final Reply UNKNOWN_MECHANISM = no("Only PLAIN is spoken here");
    public static final Reply LOG_IN_FIRST = no("Log in first");
    public static final Reply ALREADY_IN = no("Already logged in");
    public static final Reply UNKNOWN_COMMAND = no("Unknown command");
    public static final Reply BAD_ARGUMENTS = no("The arguments cannot be understood");
    public static final Reply LINE_TOO_LONG = no("The line is too long");
    public static final Reply TOO_LARGE = no("QUOTA/MAXSIZE", "That is larger than a filter may be");
    public static final Reply NOT_TEXT = no("Text is UTF-8 without NUL characters");
    public static final Reply TRY_LATER = no("TRYLATER", "Not possible now, try again later");

    public static final Reply FAR_TOO_LARGE = bye("That is far too large, closing");
    public static final Reply TOO_MANY_ERRORS = bye("Too many errors, closing");
    public static final Reply TOO_MANY_LOGINS = bye("Too many failed logins, closing");
    public static final Reply TOO_SLOW = bye("Nothing was heard for too long, closing");
    public static final Reply NOT_HTTP = bye("This is ManageSieve, not HTTP");
    public static final Reply STOPPING = bye("TRYLATER", "Server is stopping, try again soon");
    public static final Reply BROKEN = bye("TRYLATER", "Something went wrong here, try again later");
    public static final Reply CONNECTIONS_FULL = bye("TRYLATER", "Too many connections, try again later");
    public static final Reply CONNECTIONS_FROM_YOU = bye("TRYLATER", "Too many connections from your network");

    /// RFC 5804 §2.13: what the client gave with NOOP.
    public static Reply tag(String tag) {
        return new Reply(Kind.OK, Optional.of("TAG " + Strings.of(tag)), "Done");
    }

    /// A new kind of failure does not compile until it has an answer here.
    public static Reply forFailure(FilterFailure failure) {
        return switch (failure) {
            case FilterFailure.NoSuchScript _ -> no("NONEXISTENT", failure.text());
            case FilterFailure.ScriptExists _ -> no("ALREADYEXISTS", failure.text());
            case FilterFailure.ScriptActive _ -> no("ACTIVE", failure.text());
            case FilterFailure.TooMany _ -> no("QUOTA/MAXSCRIPTS", failure.text());
            case FilterFailure.TooLarge _ -> no("QUOTA/MAXSIZE", failure.text());
            case FilterFailure.Unavailable _ -> TRY_LATER;
            case FilterFailure.BadName _, FilterFailure.NotText _, FilterFailure.Invalid _ -> no(failure.text());
        };
    }

    public boolean closes() {
        return kind == Kind.BYE;
    }

    /// With its end; octets of UTF-8 as Latin-1.
    public String line() {
        String line = kind + code.map(shown -> " (" + shown + ")").orElse("") + " " + Strings.of(text) + "\r\n";
        return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Reply ok(String text) {
        return new Reply(Kind.OK, Optional.empty(), text);
    }

    private static Reply no(String text) {
        return new Reply(Kind.NO, Optional.empty(), text);
    }

    private static Reply no(String code, String text) {
        return new Reply(Kind.NO, Optional.of(code), text);
    }

    private static Reply bye(String text) {
        return new Reply(Kind.BYE, Optional.empty(), text);
    }

    private static Reply bye(String code, String text) {
        return new Reply(Kind.BYE, Optional.of(code), text);
    }
}
