package org.tassis.imap.reply;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tassis.imap.command.Notify;
import org.tassis.store.Annotations;

/// How a command ended, and every way in which one can: the only file with these words. Handlers name a
/// constant. RFC 9051 §7.1, response codes of RFC 5530.
///
/// @param text for people; never names paths, statements, hosts or settings
public record Completion(Kind kind, Optional<ResponseCode> code, String text) {
    public enum Kind {
        OK,
        NO,
        BAD
    }

    // ---- any state ----
    public static final Completion NOT_BEFORE_LOGIN = bad("Log in first");
    public static final Completion NOT_AFTER_LOGIN = bad("Already logged in");
    public static final Completion NOTHING_SELECTED = bad("Select a mailbox first");
    public static final Completion NOT_OFFERED = bad("This is not offered here");
    public static final Completion COMMAND_TOO_LONG = no(ResponseCode.LIMIT, "That command is too long");
    public static final Completion SERVER_BUSY = no(ResponseCode.UNAVAILABLE, "Not available now, try again later");

    // ---- login ----
    public static final Completion LOGIN_REFUSED = no(ResponseCode.AUTHENTICATION_FAILED, "Wrong name or password");
    public static final Completion ACCOUNT_DISABLED = no(ResponseCode.AUTHORIZATION_FAILED, "This account is off");
    public static final Completion APP_PASSWORD_NEEDED = no(
            ResponseCode.ALERT,
            "This mailbox has a second factor: this program needs an app password, made under Settings in the web pages");
    public static final Completion LOGIN_UNAVAILABLE =
            no(ResponseCode.UNAVAILABLE, "Logging in is not possible now, try again later");
    public static final Completion TLS_FIRST = no(ResponseCode.PRIVACY_REQUIRED, "Passwords are taken inside TLS only");
    public static final Completion NO_TLS_HERE = bad("No TLS is to be had here");
    public static final Completion BEGIN_TLS = ok("Begin TLS negotiation now");
    public static final Completion CANCELLED = bad("Cancelled"); // RFC 9051 §6.2.2
    public static final Completion BAD_SASL = bad("That is not a valid response of this mechanism");
    public static final Completion UNKNOWN_MECHANISM = no(ResponseCode.CANNOT, "Mechanisms are PLAIN and LOGIN");
    public static final Completion NO_OTHER_IDENTITY =
            no(ResponseCode.AUTHORIZATION_FAILED, "Acting for another is not possible");

    // ---- mailboxes ----
    public static final Completion NO_SUCH_MAILBOX = no(ResponseCode.NONEXISTENT, "No such mailbox");
    public static final Completion MAILBOX_EXISTS = no(ResponseCode.ALREADY_EXISTS, "That mailbox exists already");
    public static final Completion TRY_CREATE = no(ResponseCode.TRY_CREATE, "No such mailbox, create it first");
    public static final Completion BAD_MAILBOX_NAME = no(ResponseCode.CANNOT, "That cannot be a mailbox name");
    public static final Completion BAD_USE = no(ResponseCode.USE_ATTRIBUTE, "That use cannot be given to a mailbox");
    public static final Completion NO_SUCH_QUOTA_ROOT = no(ResponseCode.NONEXISTENT, "No such quota root");
    public static final Completion QUOTA_IS_FIXED = no(ResponseCode.NO_PERMISSION, "The quota cannot be set here");

    // ---- rights: RFC 4314 ----
    public static final Completion NO_RIGHT = no(ResponseCode.NO_PERMISSION, "You may not do that with this mailbox");
    public static final Completion OTHERS_NAME =
            no(ResponseCode.CANNOT, "Names that begin like this are of other people's mailboxes");
    public static final Completion STAYS_WITH_OWNER = no(ResponseCode.CANNOT, "A mailbox stays with its owner");
    public static final Completion UNKNOWN_IDENTIFIER =
            no(ResponseCode.CANNOT, "Nobody has that name with whom this mailbox could be shared");
    public static final Completion OWNER_HAS_ALL = no(ResponseCode.CANNOT, "Owners have all rights, for ever");

    // ---- annotations: RFC 5464 §4.3 ----
    public static final Completion TOO_MANY_ANNOTATIONS =
            no(new ResponseCode("METADATA TOOMANY"), "There are as many annotations as there may be");
    public static final Completion ANNOTATION_TOO_LARGE =
            no(new ResponseCode("METADATA MAXSIZE " + Annotations.MAX_VALUE), "A value may not be so large");
    public static final Completion READ_ONLY_ANNOTATION = no(ResponseCode.NO_PERMISSION, "That entry can be read only");
    public static final Completion UNKNOWN_ANNOTATION = bad("Entries are below /private and /shared");

    // ---- messages ----
    public static final Completion QRESYNC_NOT_ENABLED = bad("Enable QRESYNC first"); // RFC 7162 §3.2.5
    public static final Completion READ_ONLY_MAILBOX =
            no(ResponseCode.READ_ONLY, "The mailbox is open for reading only");
    public static final Completion OTHERS_EXPUNGED =
            ok(ResponseCode.EXPUNGE_ISSUED, "Done; some of these messages are expunged meanwhile");
    public static final Completion ALL_EXPUNGED =
            no(ResponseCode.EXPUNGE_ISSUED, "These messages are expunged meanwhile");
    public static final Completion SOME_EXPUNGED =
            no(ResponseCode.EXPUNGE_ISSUED, "Some of these messages are expunged meanwhile");
    public static final Completion MAILBOX_FULL = no(ResponseCode.OVER_QUOTA, "The mailbox is full");
    public static final Completion MESSAGE_TOO_BIG = no(ResponseCode.TOO_BIG, "The message is larger than allowed");
    public static final Completion TOO_MANY_MESSAGES = no(ResponseCode.LIMIT, "Too many messages in one command");
    public static final Completion BAD_CHARSET =
            no(new ResponseCode("BADCHARSET (US-ASCII UTF-8)"), "That charset is not known here"); // RFC 9051 §6.4.4
    public static final Completion TOO_MANY_TO_ORDER =
            no(ResponseCode.LIMIT, "Too many messages to be put in order; look for fewer");
    public static final Completion UNKNOWN_ENCODING =
            no(ResponseCode.UNKNOWN_CTE, "The part's encoding is not known here"); // RFC 3516 §4.3

    public static final Completion TAG_REUSED = bad("A search of that tag is followed already"); // RFC 5267 §4.3
    public static final Completion UNKNOWN_CONTEXT = no(ResponseCode.NONEXISTENT, "No search of that tag is followed");
    public static final Completion NOTHING_TO_REPLACE =
            no(ResponseCode.NONEXISTENT, "There is no such message to be replaced"); // RFC 8508 §3.2
    public static final Completion UID_REQUIRED =
            bad(ResponseCode.UID_REQUIRED, "Sequence numbers are not used in this session"); // RFC 9586 §3.1

    // ---- URLs: RFC 4467 §7 ----
    public static final Completion UNKNOWN_URL_MECHANISM = bad("The mechanism for URLs is INTERNAL");
    public static final Completion NOT_AN_OWN_URL =
            bad("That is not the URL of a message of yours with those who may read it");

    // ---- comparators ----
    public static final Completion UNKNOWN_COMPARATOR =
            no(new ResponseCode("BADCOMPARATOR"), "Comparison is by i;unicode-casemap here"); // RFC 5255 §4.9

    // ---- the connection ----
    public static final Completion COMPRESSED_ALREADY =
            no(ResponseCode.COMPRESSION_ACTIVE, "The connection is compressed already");

    // ---- idle ----
    public static final Completion NOT_DONE = bad("Expected DONE"); // RFC 9051 §6.3.13

    public static Completion ok(String text) {
        return new Completion(Kind.OK, Optional.empty(), text);
    }

    public static Completion ok(ResponseCode code, String text) {
        return new Completion(Kind.OK, Optional.of(code), text);
    }

    public static Completion no(ResponseCode code, String text) {
        return new Completion(Kind.NO, Optional.of(code), text);
    }

    public static Completion bad(ResponseCode code, String text) {
        return new Completion(Kind.BAD, Optional.of(code), text);
    }

    public static Completion bad(String text) {
        return new Completion(Kind.BAD, Optional.empty(), text);
    }

    /// An event that is not told: RFC 5465 §3.1.
    ///
    /// @param annotations whether those of annotations are
    public static Completion badEvent(boolean annotations) {
        String told = Stream.of(Notify.Event.values())
                .filter(event -> annotations || !event.isOfAnnotations())
                .map(Notify.Event::label)
                .collect(Collectors.joining(" ", "BADEVENT (", ")"));
        return no(new ResponseCode(told), "Other events are not told");
    }

    /// Some messages were too many for one command: RFC 9738 §3.1.
    public static Completion onlyNewest(ResponseCode limit) {
        return ok(limit, "Done for the newest of them; ask again for the others");
    }

    /// All messages or none, and they are too many for one command: RFC 9738 §3.1.
    public static Completion aboveLimit(ResponseCode limit) {
        return no(limit, "More messages than one command may be about; ask for fewer at once");
    }

    /// A URL of CATENATE that leads nowhere: RFC 4469 §4.1.
    public static Completion badUrl(String url) {
        return no(ResponseCode.badUrl(url), "That URL leads to no message here");
    }

    /// A syntax error, in the parser's words; what is not printable ASCII in them is left out.
    public static Completion syntax(String fault) {
        return bad(printable(fault));
    }

    /// A bug of ours: the number stands in the log beside what happened.
    public static Completion bug(String incident) {
        return no(ResponseCode.SERVER_BUG, "Internal error, incident " + incident);
    }

    /// The whole status response without tag and line end, e.g. `NO [LIMIT] Too many`.
    public String line() {
        return code.map(c -> kind + " [" + c.text() + "] " + text).orElseGet(() -> kind + " " + text);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), 200));
        for (int i = 0; i < text.length() && out.length() < 200; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                out.append(c);
            }
        }
        return out.isEmpty() ? "Not understood" : out.toString();
    }
}
