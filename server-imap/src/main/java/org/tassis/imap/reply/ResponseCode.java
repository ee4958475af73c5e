package org.tassis.imap.reply;

import java.util.List;
import java.util.OptionalLong;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Copied;

/// A response code: what programs read of a status response (RFC 9051 §7.1).
///
/// @param text as it stands between the brackets: an atom and perhaps its arguments, printable ASCII
public record ResponseCode(String text) {
    public static final ResponseCode ALREADY_EXISTS = new ResponseCode("ALREADYEXISTS"); // RFC 5530
    /// To be shown to the user: RFC 9051 §7.1.
    public static final ResponseCode ALERT = new ResponseCode("ALERT");

    public static final ResponseCode AUTHENTICATION_FAILED = new ResponseCode("AUTHENTICATIONFAILED");
    public static final ResponseCode AUTHORIZATION_FAILED = new ResponseCode("AUTHORIZATIONFAILED");
    public static final ResponseCode CANNOT = new ResponseCode("CANNOT");
    public static final ResponseCode CLOSED = new ResponseCode("CLOSED"); // RFC 7162 §3.2.11
    public static final ResponseCode COMPRESSION_ACTIVE = new ResponseCode("COMPRESSIONACTIVE"); // RFC 4978 §3
    public static final ResponseCode EXPUNGE_ISSUED = new ResponseCode("EXPUNGEISSUED");
    public static final ResponseCode LIMIT = new ResponseCode("LIMIT");
    public static final ResponseCode NONEXISTENT = new ResponseCode("NONEXISTENT");
    public static final ResponseCode NO_PERMISSION = new ResponseCode("NOPERM");
    public static final ResponseCode NOTIFICATION_OVERFLOW = new ResponseCode("NOTIFICATIONOVERFLOW"); // RFC 5465 §5.8
    public static final ResponseCode OVER_QUOTA = new ResponseCode("OVERQUOTA");
    public static final ResponseCode PRIVACY_REQUIRED = new ResponseCode("PRIVACYREQUIRED");
    public static final ResponseCode READ_ONLY = new ResponseCode("READ-ONLY");
    public static final ResponseCode READ_WRITE = new ResponseCode("READ-WRITE");
    public static final ResponseCode SERVER_BUG = new ResponseCode("SERVERBUG");
    public static final ResponseCode TOO_BIG = new ResponseCode("TOOBIG"); // RFC 4469 §4.2
    public static final ResponseCode TRY_CREATE = new ResponseCode("TRYCREATE");
    public static final ResponseCode UID_REQUIRED = new ResponseCode("UIDREQUIRED"); // RFC 9586 §3.1
    public static final ResponseCode UNAVAILABLE = new ResponseCode("UNAVAILABLE");
    public static final ResponseCode UNKNOWN_CTE = new ResponseCode("UNKNOWN-CTE"); // RFC 3516 §4.3
    public static final ResponseCode URL_MECHANISMS = new ResponseCode("URLMECH INTERNAL"); // RFC 4467 §8
    public static final ResponseCode USE_ATTRIBUTE = new ResponseCode("USEATTR"); // RFC 6154 §3

    private static final int MAX_URL = 1_000;

    public ResponseCode {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == ']') {
                throw new IllegalArgumentException("not a response code: " + text);
            }
        }
    }

    public static ResponseCode capability(List<String> capabilities) {
        return new ResponseCode("CAPABILITY " + String.join(" ", capabilities));
    }

    /// RFC 4469 §4.1: the URL as far as it can stand there.
    public static ResponseCode badUrl(String url) {
        StringBuilder text = new StringBuilder("BADURL ");
        for (int i = 0; i < url.length() && i < MAX_URL; i++) {
            char c = url.charAt(i);
            text.append(c > ' ' && c <= '~' && c != ']' ? c : '?');
        }
        return new ResponseCode(url.isEmpty() ? text + "?" : text.toString());
    }

    /// RFC 9585 §3: the tag where it cannot be taken for the end of the code.
    public static ResponseCode inProgress(String tag) {
        return new ResponseCode("INPROGRESS (" + (tag.indexOf(']') < 0 ? '"' + tag + '"' : "NIL") + " NIL NIL)");
    }

    /// The largest value that was not told: RFC 5464 §4.2.1.
    public static ResponseCode longEntries(long octets) {
        return new ResponseCode("METADATA LONGENTRIES " + octets);
    }

    /// RFC 9738 §3.1.
    ///
    /// @param lowest UID of the last message that the command was done for, or would have been
    public static ResponseCode messageLimit(int most, OptionalLong lowest) {
        return new ResponseCode("MESSAGELIMIT " + most + (lowest.isPresent() ? " " + lowest.getAsLong() : ""));
    }

    /// RFC 5267 §4.3.1.
    public static ResponseCode noUpdate(String tag) {
        return new ResponseCode("NOUPDATE \"" + tag.replace("]", "") + '"');
    }

    /// RFC 4315 §3. All appended messages are in one mailbox, in order.
    public static ResponseCode appendUid(List<Appended> appended) {
        UidSet.Builder uids = new UidSet.Builder();
        appended.forEach(one -> uids.add(one.uid()));
        return new ResponseCode("APPENDUID " + appended.getFirst().uidValidity() + " " + uids.build());
    }

    /// RFC 4315 §3. The sets correspond by place: both ascend, so ranges on either side mean the same order.
    public static ResponseCode copyUid(Copied copied) {
        return new ResponseCode(
                "COPYUID " + copied.uidValidity() + " " + set(copied.source()) + " " + set(copied.target()));
    }

    public static ResponseCode uidValidity(long value) {
        return new ResponseCode("UIDVALIDITY " + value);
    }

    public static ResponseCode uidNext(long value) {
        return new ResponseCode("UIDNEXT " + value);
    }

    /// The first message without `\\Seen`; IMAP4rev1 only: RFC 3501 §7.1.
    public static ResponseCode unseen(int sequence) {
        return new ResponseCode("UNSEEN " + sequence);
    }

    public static ResponseCode highestModSeq(long value) {
        return new ResponseCode("HIGHESTMODSEQ " + value);
    }

    /// RFC 8474 §4.1.
    public static ResponseCode mailboxId(MailboxId id) {
        return new ResponseCode("MAILBOXID (" + objectId(id) + ")");
    }

    /// The messages a conditional STORE left alone: RFC 7162 §3.1.3.
    ///
    /// @param numbers sequence numbers or UIDs, as the command used, in IMAP's form
    public static ResponseCode modified(String numbers) {
        return new ResponseCode("MODIFIED " + numbers);
    }

    /// A mailbox's permanent identity: RFC 8474 §4. The letter keeps the three kinds of identity apart.
    public static String objectId(MailboxId id) {
        return "F" + Long.toHexString(id.value());
    }

    private static UidSet set(List<Long> uids) {
        UidSet.Builder set = new UidSet.Builder();
        uids.forEach(set::add);
        return set.build();
    }
}
