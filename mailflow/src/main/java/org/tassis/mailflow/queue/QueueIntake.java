package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.Outgoing;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;

/// Takes mail for mailboxes and for the queue, and wakes who delivers it.
public final class QueueIntake implements Intake {
    private final QueueStore store;
    private final Dispatcher dispatcher;
    private final Duration patience;
    private final Function<MessageContent, String> signatures;
    private final BooleanSupplier open;

    /// @param signatures fields to be put on top of mail whose author is of this server when it leaves
    /// @param open       whether mail for other servers is taken now
    public QueueIntake(
            QueueStore store,
            Dispatcher dispatcher,
            Duration patience,
            Function<MessageContent, String> signatures,
            BooleanSupplier open) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.patience = patience;
        this.signatures = signatures;
        this.open = open;
    }

    @Override
    public boolean passesOn() {
        return open.getAsBoolean();
    }

    @Override
    public boolean holds() {
        return true;
    }

    @Override
    public void accept(MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
        dispatcher.arrived(store.accept(content, now, mailboxes, signed(content, outgoing), patience));
    }

    private List<Outgoing> signed(MessageContent content, List<Outgoing> outgoing) {
        if (outgoing.stream().noneMatch(Outgoing::authored)) {
            return outgoing; // nothing of strangers is signed
        }
        String fields = signatures.apply(content);
        return outgoing.stream()
                .map(one -> one.authored() ? one.withPrefix(fields + one.prefix()) : one)
                .toList();
    }
}
