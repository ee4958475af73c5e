package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;
import org.tassis.core.MailboxName;

/// RESETKEY: RFC 4467 §7.
///
/// @param mailbox    whose key is made anew; without one, all keys are forgotten
/// @param mechanisms upper case; none stand for INTERNAL
public record ResetKey(Optional<MailboxName> mailbox, List<String> mechanisms) implements ImapCommand.AfterLogin {
    public ResetKey {
        mechanisms = List.copyOf(mechanisms);
    }

    @Override
    public String word() {
        return "RESETKEY";
    }
}
