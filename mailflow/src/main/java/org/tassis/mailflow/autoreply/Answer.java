package org.tassis.mailflow.autoreply;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.AutoReply;
import org.tassis.mailflow.sieve.SieveAction.Vacation;

/// What a mailbox answers by itself, be it set for the mailbox or said by its filter.
///
/// @param handle    which of the mailbox's answers it is: {@link ReplyHistory}
/// @param interval  least time between two to one sender
/// @param subject   empty: `Re:` and the subject of the message that is answered
/// @param name      of who answers; may be empty
/// @param from      an address of the account; empty: that by which the message reached it
/// @param addresses the owner's besides those of the account: RFC 5230 §4.5
/// @param mime      whether the text is a MIME entity with its header
record Answer(
        String handle,
        Duration interval,
        String subject,
        String name,
        Optional<EmailAddress> from,
        Set<EmailAddress> addresses,
        boolean mime,
        String text) {

    static Answer of(AutoReply reply, Account account) {
        return new Answer(
                ReplyHistory.AUTO_REPLY,
                reply.interval(),
                reply.subject(),
                account.realName(),
                Optional.empty(),
                Set.of(),
                false,
                reply.text());
    }

    /// In the name of somebody else nobody answers: RFC 5230 §4.3.
    static Answer of(Vacation wanted, Account account) {
        Optional<Vacation.From> from = wanted.from().filter(one -> account.owns(one.address()));
        return new Answer(
                wanted.handle(),
                wanted.interval(),
                wanted.subject(),
                from.map(Vacation.From::name).orElse(account.realName()),
                from.map(Vacation.From::address),
                wanted.addresses(),
                wanted.mime(),
                wanted.reason());
    }
}
