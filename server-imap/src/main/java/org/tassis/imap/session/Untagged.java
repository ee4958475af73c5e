package org.tassis.imap.session;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.FlagRights;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;
import org.tassis.store.Rights;

/// Writes untagged responses, one method each: RFC 9051 §7.2 to §7.5. Used by the session's thread.
final class Untagged {
    private final ResponseWriter out;
    private boolean toldOfMailbox;

    Untagged(ResponseWriter out) {
        this.out = out;
    }

    ResponseWriter out() {
        return out;
    }

    /// Whether, since last asked, the client was told something that moves its sequence numbers. What it
    /// was told must not be lost: a session that cannot remember it has to end.
    boolean tookBackTold() {
        boolean told = toldOfMailbox;
        toldOfMailbox = false;
        return told;
    }

    void ok(ResponseCode code, String text) throws IOException {
        out.raw("* OK [").raw(code.text()).raw("] ").raw(text).crlf();
    }

    void ok(String text) throws IOException {
        out.raw("* OK ").raw(text).crlf();
    }

    void no(ResponseCode code, String text) throws IOException {
        out.raw("* NO [").raw(code.text()).raw("] ").raw(text).crlf();
    }

    void bye(String text) throws IOException {
        out.raw("* BYE ").raw(text).crlf();
    }

    void bye(ResponseCode code, String text) throws IOException {
        out.raw("* BYE [").raw(code.text()).raw("] ").raw(text).crlf();
    }

    void capability(List<String> capabilities) throws IOException {
        out.raw("* CAPABILITY ").raw(String.join(" ", capabilities)).crlf();
    }

    void enabled(Collection<String> capabilities) throws IOException {
        out.raw("* ENABLED");
        for (String capability : capabilities) {
            out.space().raw(capability);
        }
        out.crlf();
    }

    void exists(int count) throws IOException {
        toldOfMailbox = true;
        out.raw("* ").number(count).raw(" EXISTS").crlf();
    }

    void recent(int count) throws IOException {
        out.raw("* ").number(count).raw(" RECENT").crlf();
    }

    void expunge(int sequence) throws IOException {
        toldOfMailbox = true;
        out.raw("* ").number(sequence).raw(" EXPUNGE").crlf();
    }

    /// RFC 7162 §3.2.10.
    void vanished(UidSet uids) throws IOException {
        toldOfMailbox = true;
        out.raw("* VANISHED ").set(uids).crlf();
    }

    /// Of messages that the client has no sequence numbers for any more: RFC 7162 §3.2.10.
    void vanishedEarlier(UidSet uids) throws IOException {
        if (!uids.isEmpty()) {
            out.raw("* VANISHED (EARLIER) ").set(uids).crlf();
        }
    }

    /// The flags that can be in this mailbox: RFC 9051 §7.3.5.
    void flags(List<String> keywords) throws IOException {
        out.raw("* FLAGS (");
        knownFlags(keywords, Rights.ALL);
        out.raw(")").crlf();
    }

    /// Those that this session can set: RFC 9051 §7.1, RFC 4314 §5.1.1. New keywords can be made unless the
    /// mailbox has all that it can have.
    void permanentFlags(List<String> keywords, Selected selected) throws IOException {
        out.raw("* OK [PERMANENTFLAGS (");
        boolean readOnly = selected.readOnly();
        if (!readOnly) {
            boolean mayWrite = selected.rights().has(Right.WRITE);
            knownFlags(mayWrite ? keywords : List.of(), selected.rights());
            if (mayWrite && keywords.size() < MailboxSnapshot.MAX_KEYWORDS) {
                out.raw(" \\*");
            }
        }
        out.raw(readOnly ? ")] Opened for reading only" : ")] Flags are kept").crlf();
    }

    private void knownFlags(List<String> keywords, Rights rights) throws IOException {
        String separator = "";
        for (SystemFlag flag : SystemFlag.values()) {
            if (rights.has(FlagRights.of(flag))) {
                out.raw(separator).raw(flag.imapName());
                separator = " ";
            }
        }
        for (String keyword : keywords) {
            out.space().raw(keyword);
        }
    }

    /// A message's flags, unasked or after STORE: RFC 9051 §7.5.2, RFC 7162 §3.1.4.2.
    void fetchFlags(int sequence, MailboxSnapshot in, int index, boolean recent, boolean uid, boolean modSeq)
            throws IOException {
        begin(sequence, in.uid(index), uid);
        out.raw("FLAGS (");
        messageFlags(in, index, recent);
        out.octet(')');
        if (modSeq) {
            out.raw(" MODSEQ (").number(in.modSeq(index)).octet(')');
        }
        out.octet(')').crlf();
    }

    /// RFC 9051 §7.5.2, or RFC 9586 §3.2, where the number is the UID.
    private void begin(int sequence, long uid, boolean tellUid) throws IOException {
        if (out.usesUidOnly()) {
            out.raw("* ").number(uid).raw(" UIDFETCH (");
            return;
        }
        out.raw("* ").number(sequence).raw(" FETCH (");
        if (tellUid) {
            out.raw("UID ").number(uid).space();
        }
    }

    /// All that a client hears of its own silent change, when it follows modification sequences: RFC 7162
    /// §3.1.3.
    void fetchModSeq(int sequence, MailboxSnapshot in, int index, boolean uid) throws IOException {
        begin(sequence, in.uid(index), uid);
        out.raw("MODSEQ (").number(in.modSeq(index)).raw("))").crlf();
    }

    private void messageFlags(MailboxSnapshot in, int index, boolean recent) throws IOException {
        long bits = in.flagBits(index);
        String separator = "";
        for (SystemFlag flag : SYSTEM_FLAGS) {
            if ((bits & flag.bit()) != 0) {
                out.raw(separator).raw(flag.imapName());
                separator = " ";
            }
        }
        long keywords = bits >>> MailboxSnapshot.FIRST_KEYWORD_BIT;
        if (keywords != 0) {
            List<String> names = in.keywords();
            for (; keywords != 0; keywords &= keywords - 1) {
                out.raw(separator).raw(names.get(Long.numberOfTrailingZeros(keywords)));
                separator = " ";
            }
        }
        if (recent) {
            out.raw(separator).raw("\\Recent");
        }
    }

    private static final SystemFlag[] SYSTEM_FLAGS = SystemFlag.values();

    /// RFC 9051 §7.3.1.
    ///
    /// @param attributes with backslashes
    /// @param childInfo  a mailbox below is subscribed: RFC 5258 §3.5
    void list(String kind, Collection<String> attributes, MailboxName name, boolean childInfo) throws IOException {
        out.raw("* ").raw(kind).raw(" (").raw(String.join(" ", attributes)).raw(") \"/\" ");
        out.mailbox(name);
        if (childInfo) {
            out.raw(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
        }
        out.crlf();
    }

    /// LIST that nobody asked for: RFC 5465 §5.4.
    ///
    /// @param oldName of a mailbox that was renamed: RFC 5465 §8, `oldname-extended-item`
    void listNews(Collection<String> attributes, MailboxName name, Optional<MailboxName> oldName) throws IOException {
        out.raw("* LIST (").raw(String.join(" ", attributes)).raw(") \"/\" ").mailbox(name);
        if (oldName.isPresent()) {
            out.raw(" (\"OLDNAME\" (").mailbox(oldName.get()).raw("))");
        }
        out.crlf();
    }

    /// A continuation request: RFC 9051 §7.6.
    void goOn(String text) throws IOException {
        out.raw("+ ").raw(text).crlf();
    }
}
