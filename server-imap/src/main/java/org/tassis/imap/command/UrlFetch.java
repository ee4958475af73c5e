package org.tassis.imap.command;

import java.util.List;
import java.util.Set;

/// URLFETCH: RFC 4467 §7, RFC 5524 §3.
///
/// @param urls at least one
public record UrlFetch(List<Wanted> urls) implements ImapCommand.AfterLogin {
    /// What is to be told of what a URL leads to: RFC 5524 §3.
    public enum Item {
        BODYPARTSTRUCTURE,
        BODY,
        BINARY
    }

    /// @param url   as the client wrote it
    /// @param items none in the form of RFC 4467, which tells the octets alone
    public record Wanted(String url, Set<Item> items) {}

    public UrlFetch {
        urls = List.copyOf(urls);
    }

    @Override
    public String word() {
        return "URLFETCH";
    }
}
