package org.tassis.directory;

import org.tassis.core.EmailAddress;

/// Says where an address leads. Answers from memory when it can; any thread.
///
/// Of what an address of this server may be, the first that is there counts:
/// 1. the address of a mailbox, or an alias, exactly as written (an address is never both);
/// 2. either of these without the plus-detail, `info@` for `info+shop@`; the detail goes along to mailboxes;
/// 3. a role address, when the domain has a mailbox for them;
/// 4. the same address in the domain that this domain is an alias of;
/// 5. the domain's catch-all.
///
/// An alias leads to all its targets, a mailbox with a forward to the targets of the forward and to itself if
/// it keeps a copy, each of them looked up in turn. Mailboxes and addresses are reached once, by whatever
/// number of ways. A target that is unknown or switched off is left out; when none remains, an alias is as
/// good as unknown, and a forwarding mailbox keeps the mail itself. So does a mailbox to which its own
/// forward leads back.
@FunctionalInterface
public interface Router {
    /// Aliases, forwards and domain aliases on one way.
    int MAX_DEPTH = 10;

    /// Mailboxes and remote addresses that one address leads to.
    int MAX_TARGETS = 100;

    Route route(EmailAddress address);
}
