package org.tassis.imap.command;

import java.util.List;
import org.tassis.core.MailboxName;

/// ESEARCH, a search in several mailboxes: RFC 7377 §2. Results are UIDs.
///
/// @param sources where to look; at least one
public record MultiSearch(List<Source> sources, SearchOptions options, SearchKey key)
        implements ImapCommand.AfterLogin {
    public MultiSearch {
        sources = List.copyOf(sources);
    }

    /// RFC 7377 §2.2, from RFC 5465 §6.
    public sealed interface Source {
        /// The selected one, which is meant when nothing is said.
        record Current() implements Source {}

        /// Those that mail is delivered to.
        record Inboxes() implements Source {}

        /// All of one's own.
        record Personal() implements Source {}

        record Subscribed() implements Source {}

        /// Each of these and what is below.
        ///
        /// @param one only one level below
        record Subtree(List<MailboxName> names, boolean one) implements Source {}

        record Named(List<MailboxName> names) implements Source {}
    }

    /// Whether only the selected mailbox is meant.
    public boolean isOfCurrentOnly() {
        return sources.stream().allMatch(source -> source instanceof Source.Current);
    }

    @Override
    public String word() {
        return "ESEARCH";
    }

    @Override
    public boolean namesSequenceNumbers() {
        return key.namesSequenceNumbers();
    }

    @Override
    public boolean enablesCondstore() {
        return key.asksModSeq();
    }
}
