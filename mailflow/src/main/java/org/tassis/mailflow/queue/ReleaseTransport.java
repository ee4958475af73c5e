package org.tassis.mailflow.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Refusal;
import org.tassis.message.MessageContent;

/// Brings what waited for its time to mailboxes of this server, through mail flow, and leaves all else to the transport
/// to other servers. Any thread.
public final class ReleaseTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseTransport.class);
    private static final DeliveryStatus DELIVERED = DeliveryStatus.here(2, 1, 5, "Delivered to the mailbox");

    private final Transport others;
    private final Supplier<MailFlow> flow;
    private final Function<AccountId, Optional<Account>> accounts;

    /// @param flow     asked when there is something to deliver: it is made later than this
    /// @param accounts as they are now
    public ReleaseTransport(
            Transport others, Supplier<MailFlow> flow, Function<AccountId, Optional<Account>> accounts) {
        this.others = others;
        this.flow = flow;
        this.accounts = accounts;
    }

    @Override
    public String lane(String destination) {
        return destination.equals(Queued.HERE) ? destination : others.lane(destination);
    }

    @Override
    public Carrier carrier(String lane) {
        return lane.equals(Queued.HERE) ? new Release() : others.carrier(lane);
    }

    private final class Release implements Carrier {
        @Override
        public Result carry(List<Queued> recipients, MessageContent content) {
            QueuedMessage message = recipients.getFirst().message();
            Map<EmailAddress, Refusal> refused;
            try {
                refused = flow.get()
                        .release(
                                message.id(),
                                message.owner().flatMap(accounts),
                                message.sender(),
                                message.parameters(),
                                recipients.stream()
                                        .map(row -> new Outgoing.To(row.address(), row.parameters(), true))
                                        .toList(),
                                content);
            } catch (DirectoryException e) {
                LOG.warn("{}: cannot be delivered now", message.id(), e);
                return Result.all(recipients, status(new Refusal.Unavailable()));
            }
            Map<Long, Outcome> outcomes = new HashMap<>();
            for (Queued row : recipients) {
                Refusal refusal = refused.get(row.address());
                outcomes.put(row.id(), new Outcome(refusal == null ? DELIVERED : status(refusal), false));
            }
            return new Result(outcomes, Optional.empty());
        }

        @Override
        public void close() {}
    }

    /// What the sender of a message that waited is told. It logged in, so it may know.
    private static DeliveryStatus status(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NoSuchUser _ -> DeliveryStatus.here(5, 1, 1, "No such user here");
            case Refusal.MailboxDisabled _ -> DeliveryStatus.here(5, 2, 1, "Mailbox is switched off");
            case Refusal.AddressLoop _ -> DeliveryStatus.here(5, 4, 6, "Address leads back to itself or too far");
            case Refusal.RelayDenied _ -> DeliveryStatus.here(5, 7, 1, "No longer a domain of this server");
            case Refusal.MailboxFull _ -> DeliveryStatus.here(4, 2, 2, "Mailbox is full");
            case Refusal.LargerThanMailbox _ ->
                DeliveryStatus.here(5, 2, 2, "Message is larger than the whole mailbox");
            case Refusal.NoSpace _ -> DeliveryStatus.here(4, 3, 1, "No space left here");
            case Refusal.Rejected(var reason) -> DeliveryStatus.here(5, 7, 1, reason);
            case Refusal.Blocked _ -> DeliveryStatus.here(5, 7, 1, "Not wanted there");
            case Refusal.Spam _ -> DeliveryStatus.here(5, 7, 1, "Looks like spam");
            case Refusal.Virus(var name) -> DeliveryStatus.here(5, 7, 1, "Virus found: " + name);
            case Refusal.BeenHere _ -> DeliveryStatus.here(5, 4, 6, "It has been here before");
            case Refusal.NotYourSender _, Refusal.NotYourFrom _, Refusal.NoFrom _, Refusal.NotFromItsAuthor _ ->
                DeliveryStatus.here(5, 7, 1, "Not an address of its sender any more");
            case Refusal.CannotPassOn _,
                    Refusal.Separately _,
                    Refusal.Greylisted _,
                    Refusal.TooMuchAtOnce _,
                    Refusal.AccountBraked _,
                    Refusal.SenderUnclear _,
                    Refusal.CheckDown _,
                    Refusal.Unavailable _ -> DeliveryStatus.here(4, 3, 0, "Cannot be delivered now");
        };
    }
}
