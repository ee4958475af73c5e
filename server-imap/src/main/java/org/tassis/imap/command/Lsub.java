package org.tassis.imap.command;

/// LSUB: RFC 3501 §6.3.9.
///
/// @param reference in Unicode, often empty
/// @param pattern   in Unicode, with `*` and `%`
public record Lsub(String reference, String pattern) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "LSUB";
    }
}
