package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// Something to be done with the message. Its conflicts are settled and its strings are expanded.
public sealed interface SieveAction {
    /// Of the script, for explaining; 0 for what the script did not say: the implicit keep (RFC 5228
    /// §2.10.2), and what an included script says in a line of its own.
    int line();

    /// Into the account's INBOX: RFC 5228 §4.3.
    ///
    /// @param flags  RFC 5232
    /// @param header what goes in place of the header section; empty when it is unchanged
    record Keep(int line, Flags flags, Optional<EditedHeader> header) implements SieveAction {}

    /// RFC 5228 §4.1. When the mailbox is not there and is not to be created, INBOX takes its place.
    ///
    /// @param create     the mailbox, when it is not there: RFC 5490 §3.2
    /// @param specialUse to give to the mailbox when it is created: RFC 8579 §5
    /// @param header     as {@link Keep#header}
    record FileInto(
            int line,
            MailboxName mailbox,
            Flags flags,
            boolean create,
            Optional<SpecialUse> specialUse,
            Optional<EditedHeader> header)
            implements SieveAction {}

    /// RFC 5228 §4.2. The caller sees to loops and rewrites the sender; the null sender stays null.
    ///
    /// @param copy   the script wants it besides its other fate: RFC 3894. When redirecting fails for good, a
    ///               message that was not to be copied should be kept
    /// @param header as {@link Keep#header}
    record Redirect(int line, EmailAddress address, boolean copy, Optional<EditedHeader> header)
            implements SieveAction {}

    /// RFC 5228 §4.4. Given only when the message goes nowhere.
    record Discard(int line) implements SieveAction {}

    /// RFC 5429. The message is not stored; only a {@link Vacation} is never beside it.
    ///
    /// @param reason   for the sender; may have many lines and any characters
    /// @param extended `ereject`: refusing in the session matters more than the exact words
    record Reject(int line, String reason, boolean extended) implements SieveAction {}

    /// A reply to the sender that the script wants: RFC 5230. Whether the message may be answered at all, and whether
    /// it was lately (§4.2, §4.5, §4.6), the caller must see.
    ///
    /// @param handle    64 hexadecimal digits, the same for the same reply: §4.2
    /// @param interval  zero never: see {@link SieveLimits#shortestVacation}
    /// @param subject   no line ends
    /// @param from      which may be nobody's: check it
    /// @param addresses that the owner has besides those the caller knows: §4.5
    /// @param mime      whether the reason is a MIME entity with its header, not text
    record Vacation(
            int line,
            String handle,
            Duration interval,
            String subject,
            Optional<From> from,
            Set<EmailAddress> addresses,
            boolean mime,
            String reason)
            implements SieveAction {
        public Vacation {
            addresses = Set.copyOf(addresses);
        }

        /// @param name may be empty; no control characters
        public record From(String name, EmailAddress address) {}
    }
}
