package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// SEARCH and UID SEARCH: RFC 9051 §6.4.4. Strings of the keys are decoded from the charset given.
///
/// @param byUid UID SEARCH: results are UIDs
public record Search(boolean byUid, SearchOptions options, SearchKey key) implements ImapCommand.InMailbox {
    /// RFC 9051 §6.4.4.1 to §6.4.4.4, RFC 5267 §4.2, §4.3, RFC 9394 §3.1.
    public enum Return {
        MIN,
        MAX,
        ALL,
        COUNT,
        SAVE,
        /// The client will search so again; a hint that is not needed here.
        CONTEXT,
        /// The client wants to hear how the result changes.
        UPDATE,
        PARTIAL,
        /// How much each message is like what was asked for: RFC 6203 §4.
        RELEVANCY
    }

    public Search(boolean byUid, boolean extended, Set<Return> returns, SearchKey key) {
        this(byUid, new SearchOptions(extended, returns, Optional.empty(), List.of()), key);
    }

    @Override
    public String word() {
        return byUid ? "UID SEARCH" : "SEARCH";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return !byUid;
    }

    @Override
    public boolean namesSequenceNumbers() {
        return !byUid || key.namesSequenceNumbers();
    }

    /// Also whether the reply tells the highest modification sequence of what was found: RFC 7162 §3.1.5.
    @Override
    public boolean enablesCondstore() {
        return key.asksModSeq();
    }
}
