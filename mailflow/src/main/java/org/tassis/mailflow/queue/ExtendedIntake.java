package org.tassis.mailflow.queue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Passage;
import org.tassis.mailflow.extension.Passing;
import org.tassis.mailflow.extension.Stage;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// An intake before which what leaves passes {@link Stage#LEAVING}. What is changed there is queued in a commit of its
/// own, before the rest is stored: when that fails, the sender comes again, and what left then leaves once more.
public final class ExtendedIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(ExtendedIntake.class);

    private final Intake next;
    private final Extensions extensions;

    public ExtendedIntake(Intake next, Extensions extensions) {
        this.next = next;
        this.extensions = extensions;
    }

    @Override
    public boolean passesOn() {
        return next.passesOn();
    }

    @Override
    public boolean holds() {
        return next.holds();
    }

    @Override
    public void accept(MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
        List<Outgoing> same = new ArrayList<>();
        for (Outgoing one : outgoing) {
            if (extensions.has(Stage.LEAVING)) {
                pass(content, now, one, same);
            } else {
                same.add(one);
            }
        }
        if (!mailboxes.isEmpty() || !same.isEmpty()) {
            next.accept(content, now, mailboxes, same);
        }
    }

    private void pass(MessageContent content, Instant now, Outgoing one, List<Outgoing> same) {
        Passing passing = new Passing(
                one.id(),
                InetAddress.getLoopbackAddress(),
                Optional.empty(),
                Optional.empty(),
                one.sender(),
                one.recipients().stream().map(Outgoing.To::address).toList(),
                content);
        try (Passage passage = extensions.pass(Stage.LEAVING, passing)) {
            switch (passage) {
                case Passage.Unchanged _ -> same.add(one);
                case Passage.Refused(String reason) -> fail(one, "refused when it should leave: " + reason);
                case Passage.Failed(String why) -> fail(one, why);
                case Passage.Parts parts -> parts.parts().forEach(part -> part(now, one, part));
            }
        }
    }

    private void part(Instant now, Outgoing one, Passage.Part part) {
        var wanted = part.recipients().stream().map(EmailAddress::key).collect(Collectors.toSet());
        List<Outgoing.To> recipients = one.recipients().stream()
                .filter(to -> wanted.contains(to.address().key()))
                .toList();
        if (!recipients.isEmpty()) {
            next.accept(
                    part.content(),
                    now,
                    List.of(),
                    List.of(new Outgoing(
                            one.id(),
                            one.owner(),
                            one.sender(),
                            one.parameters(),
                            one.prefix(),
                            recipients,
                            one.errand(),
                            one.authored())));
        }
    }

    private static void fail(Outgoing one, String why) {
        LOG.warn("{}: {}", one.id(), why);
        throw new StoreException(new StoreFailure.Unavailable());
    }
}
