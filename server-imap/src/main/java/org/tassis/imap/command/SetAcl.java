package org.tassis.imap.command;

import org.tassis.core.MailboxName;
import org.tassis.store.Rights;

/// SETACL: RFC 4314 §3.1.
///
/// @param identifier as the client wrote it, with a `-` in front for rights that are taken
public record SetAcl(MailboxName mailbox, String identifier, Mode mode, Rights rights) implements AclCommand {
    /// What becomes of the rights that were there.
    public enum Mode {
        REPLACE,
        ADD,
        REMOVE
    }

    /// What becomes of `before`.
    public Rights applied(Rights before) {
        return switch (mode) {
            case REPLACE -> rights;
            case ADD -> before.and(rights);
            case REMOVE -> before.without(rights);
        };
    }

    @Override
    public String word() {
        return "SETACL";
    }
}
