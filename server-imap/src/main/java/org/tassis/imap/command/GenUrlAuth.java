package org.tassis.imap.command;

import java.util.List;

/// GENURLAUTH: RFC 4467 §7.
///
/// @param urls at least one
public record GenUrlAuth(List<Rump> urls) implements ImapCommand.AfterLogin {
    /// @param url       as the client wrote it, without a token
    /// @param mechanism upper case
    public record Rump(String url, String mechanism) {}

    public GenUrlAuth {
        urls = List.copyOf(urls);
    }

    @Override
    public String word() {
        return "GENURLAUTH";
    }
}
