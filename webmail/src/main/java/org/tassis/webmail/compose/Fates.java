package org.tassis.webmail.compose;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tassis.directory.Account;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.Refused;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.webmail.WritingParts;

/// What has become of letters: from what was written down of them, and from the queue. Only of mail that
/// the account itself handed in; what a recipient here does with it is not told. Any thread; may take a
/// moment.
final class Fates {
    private static final Duration SLACK = Duration.ofDays(1);

    /// FUTURERELEASE, and the time that is tried.
    private static final Duration LONGEST = Duration.ofDays(45);

    private static final int UNSENT = 2_000;

    private final Supplier<WritingParts> parts;
    private final InstantSource clock;

    Fates(Supplier<WritingParts> parts, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
    }

    /// @param messageId of the letter, with its angle brackets
    /// @param stored    when the copy of it was stored
    /// @return by recipient, in the order they were told; empty when nothing is known any more
    List<Fate> of(Account account, String messageId, Instant stored) {
        Map<String, Fate> fates = new LinkedHashMap<>();
        List<Story> stories = parts
                .get()
                .trace()
                .map(trace ->
                        trace.find(new TraceQuery(List.of(messageId), stored.minus(SLACK), stored.plus(LONGEST), 20)))
                .orElse(List.of())
                .stream()
                .filter(story -> isOf(account, messageId, story))
                .toList()
                .reversed();
        for (Story story : stories) {
            story.events().forEach(event -> tell(event, fates));
        }
        List<String> ids = stories.stream().map(Story::message).toList();
        if (fates.values().stream().anyMatch(Fate::isOpen)) {
            parts.get().outbox().map(box -> box.of(account.id(), UNSENT)).orElse(List.of()).stream()
                    .filter(unsent -> ids.contains(unsent.message().id()))
                    .forEach(unsent -> unsent.recipients().forEach(row -> tell(row, fates)));
        }
        return List.copyOf(fates.values());
    }

    private static boolean isOf(Account account, String messageId, Story story) {
        return story.events().stream()
                .anyMatch(event -> event instanceof Accepted accepted
                        && accepted.peer().login().equals(account.login().value())
                        && accepted.messageId().strip().equals(messageId));
    }

    private static void tell(TraceEvent event, Map<String, Fate> fates) {
        switch (event) {
            case Accepted e -> {
                for (String to : e.recipients()) {
                    boolean known = Optional.ofNullable(fates.get(key(to)))
                            .filter(fate -> fate.state() != Fate.State.WITHDRAWN) // and sent at another time
                            .isPresent();
                    if (!known) {
                        fates.put(key(to), fate(to, Fate.State.WAITING, e.at(), "", ""));
                    }
                }
            }
            case Delivered e -> replace(fates, e.recipient(), Fate.State.DELIVERED, e.at(), "", "");
            case Attempted e ->
                replace(
                        fates,
                        e.recipient(),
                        switch (e.outcome()) {
                            case DELIVERED -> Fate.State.DELIVERED;
                            case DEFERRED -> Fate.State.DELAYED;
                            case FAILED -> Fate.State.FAILED;
                        },
                        e.at(),
                        e.host(),
                        e.reply());
            case Refused e
            when e.enforced() && !e.recipient().isEmpty() ->
                replace(fates, e.recipient(), Fate.State.FAILED, e.at(), "", "");
            // what the owner of a mailbox does with it is not the sender's business: it has arrived
            case Filtered e -> replace(fates, e.recipient(), Fate.State.DELIVERED, e.at(), "", "");
            case Deleted e -> {
                Optional.ofNullable(fates.get(key(e.recipient())))
                        .filter(Fate::isOpen)
                        .ifPresent(_ -> replace(fates, e.recipient(), Fate.State.WITHDRAWN, e.at(), "", ""));
            }
            default -> {}
        }
    }

    private static void replace(
            Map<String, Fate> fates, String recipient, Fate.State state, Instant at, String host, String said) {
        fates.computeIfPresent(key(recipient), (_, before) -> {
            boolean arrived = before.state() == Fate.State.DELIVERED;
            return arrived ? before : fate(before.recipient(), state, at, host, said);
        });
    }

    private static Fate fate(String recipient, Fate.State state, Instant at, String host, String said) {
        return new Fate(recipient, state, Optional.of(at), host, said, Optional.empty());
    }

    /// What the queue says is the last word on what goes on.
    private void tell(Queued row, Map<String, Fate> fates) {
        String recipient = row.address().toString();
        Optional<Fate> known = Optional.ofNullable(fates.get(key(recipient)));
        if (known.filter(fate -> !fate.isOpen()).isPresent()) {
            return; // it is over, and its row is on its way out of the queue
        }
        boolean later = row.attempts() == 0 && row.due().isAfter(clock.instant());
        Fate.State state = later ? Fate.State.SCHEDULED : row.attempts() > 0 ? Fate.State.DELAYED : Fate.State.WAITING;
        fates.put(
                key(recipient),
                new Fate(
                        known.map(Fate::recipient).orElse(recipient),
                        state,
                        known.flatMap(Fate::at),
                        row.lastStatus()
                                .flatMap(DeliveryStatus::host)
                                .orElse(known.map(Fate::host).orElse("")),
                        row.lastStatus()
                                .map(DeliveryStatus::reply)
                                .orElse(known.map(Fate::said).orElse("")),
                        Optional.of(row.due())));
    }

    private static String key(String address) {
        return address.toLowerCase(java.util.Locale.ROOT);
    }
}
