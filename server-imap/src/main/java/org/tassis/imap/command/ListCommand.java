package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// LIST, plain and extended: RFC 9051 §6.3.9, RFC 5258, RFC 5819 (STATUS), RFC 6154 (SPECIAL-USE).
///
/// @param reference in Unicode, often empty
/// @param patterns  in Unicode, with `*` and `%`; at least one
/// @param status    STATUS items to be returned for each mailbox
/// @param extended  selection options, return options or a list of patterns were given, so that an empty
///     pattern does not ask for the separator: RFC 9051 §6.3.9
public record ListCommand(
        String reference,
        List<String> patterns,
        Set<Selection> selection,
        Set<Return> returns,
        Optional<Set<StatusItem>> status,
        List<String> metadata,
        boolean extended)
        implements ImapCommand.AfterLogin {

    /// RFC 9051 §6.3.9.1.
    public enum Selection {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /// RFC 9051 §6.3.9.2.
    public enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE,
        /// RFC 8440 §3.
        MYRIGHTS
    }

    public ListCommand(
            String reference,
            List<String> patterns,
            Set<Selection> selection,
            Set<Return> returns,
            Optional<Set<StatusItem>> status,
            boolean extended) {
        this(reference, patterns, selection, returns, status, List.of(), extended);
    }

    public ListCommand {
        metadata = List.copyOf(metadata);
        patterns = List.copyOf(patterns);
        selection = Set.copyOf(selection);
        returns = Set.copyOf(returns);
        status = status.map(Set::copyOf);
    }

    @Override
    public String word() {
        return "LIST";
    }

    @Override
    public boolean enablesCondstore() {
        return status.isPresent() && status.get().contains(StatusItem.HIGHESTMODSEQ);
    }
}
