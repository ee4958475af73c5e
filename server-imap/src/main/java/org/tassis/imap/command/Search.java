package org.tassis.imap.command;

import java.util.Set;

/// SEARCH and UID SEARCH: RFC 9051 §6.4.4, RFC 4731 (ESEARCH), RFC 5182 (SEARCHRES). Strings of the keys are decoded
/// from the charset given.
///
/// @param byUid    UID SEARCH: results are UIDs
/// @param extended RETURN was given (an empty list means ALL), so the reply is ESEARCH even in an IMAP4rev1 session
/// @param returns  the options; of a command without RETURN, ALL
public record Search(boolean byUid, boolean extended, Set<Return> returns, SearchKey key)
        implements ImapCommand.InMailbox {
    /// RFC 9051 §6.4.4.1 to §6.4.4.4.
    public enum Return {
        MIN,
        MAX,
        ALL,
        COUNT,
        SAVE
    }

    public Search {
        returns = Set.copyOf(returns);
    }

    @Override
    public String word() {
        return byUid ? "UID SEARCH" : "SEARCH";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return !byUid;
    }

    /// Also whether the reply tells the highest modification sequence of what was found: RFC 7162 §3.1.5.
    @Override
    public boolean enablesCondstore() {
        return key.asksModSeq();
    }
}
