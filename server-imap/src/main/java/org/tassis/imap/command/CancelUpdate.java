package org.tassis.imap.command;

import java.util.List;

/// CANCELUPDATE: RFC 5267 §4.3.5.
///
/// @param tags of searching commands with UPDATE
public record CancelUpdate(List<String> tags) implements ImapCommand.InMailbox {
    public CancelUpdate {
        tags = List.copyOf(tags);
    }

    @Override
    public String word() {
        return "CANCELUPDATE";
    }
}
