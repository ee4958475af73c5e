package org.tassis.mailflow;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;

/// In which envelopes a message leaves for other servers. Any thread; may block.
public interface WayOut {
    /// Recipients that one message may lead away from here by aliases, forwards and filters, in all.
    int MAX_DEPARTURES = 1000;

    /// Whether mail leaves by aliases and forwards at all.
    boolean leadsAway();

    /// The recipients as they are for this very message: where it has been before it does not leave again,
    /// and stays in the mailboxes of those who would have passed it on. Who then leads nowhere is left out.
    ///
    /// @throws IOException the content cannot be read
    List<Recipient> settled(Collection<Recipient> recipients, MessageContent content) throws IOException;

    /// What leaves: for recipients of other servers as the sender wrote them, and for all that others lead
    /// to.
    ///
    /// @param id     under which the log knows the message
    /// @param author who logged in to send it; empty for mail of strangers
    /// @param sender of the envelope; empty for the null sender
    /// @param proven whether somebody vouches for the sender ({@link Reception#senderProven})
    /// @throws StoreException it cannot be found out now
    List<Outgoing> outgoing(
            String id,
            Optional<AccountId> author,
            Optional<EmailAddress> sender,
            MailParameters parameters,
            Collection<Recipient> recipients,
            boolean proven);

    /// For a server where nothing leads away.
    WayOut DIRECT = new WayOut() {
        @Override
        public boolean leadsAway() {
            return false;
        }

        @Override
        public List<Recipient> settled(Collection<Recipient> recipients, MessageContent content) {
            return List.copyOf(recipients);
        }

        @Override
        public List<Outgoing> outgoing(
                String id,
                Optional<AccountId> author,
                Optional<EmailAddress> sender,
                MailParameters parameters,
                Collection<Recipient> recipients,
                boolean proven) {
            List<Outgoing.To> to = recipients.stream()
                    .filter(recipient -> recipient.route() instanceof Route.Remote)
                    .map(recipient -> new Outgoing.To(recipient.address(), recipient.parameters()))
                    .toList();
            return to.isEmpty() ? List.of() : List.of(new Outgoing(id, author, sender, parameters, "", to));
        }
    };
}
