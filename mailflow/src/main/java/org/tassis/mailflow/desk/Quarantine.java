package org.tassis.mailflow.desk;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;

/// What was put aside as spam, or since its author's domain asks for it: found by the trace, brought back
/// from Junk. For operators, and for domain administrators in their domains. Any thread; blocks.
public final class Quarantine {
    /// A message is in its mailbox before it is in the trace, and not long before.
    private static final Duration NEAR = Duration.ofMinutes(10);

    private static final int MOST_READ = 100;

    private final Desk desk;
    private final TraceRoom trace;
    private final MailStore store;
    private final InstantSource clock;

    public Quarantine(Desk desk, TraceRoom trace, MailStore store, InstantSource clock) {
        this.desk = desk;
        this.trace = trace;
        this.store = store;
        this.clock = clock;
    }

    /// The newest first.
    ///
    /// @param words  an address or a domain of recipients; empty: of all
    /// @param since  how far back
    /// @param limit  1 to 1000
    public List<Caught> find(Visit by, String words, Duration since, int limit) {
        Instant now = clock.instant();
        List<String> wanted = Stream.concat(
                        Stream.of("junk"), Stream.of(words.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .toList();
        List<Caught> found = new ArrayList<>();
        for (Story story :
                trace.find(by, new TraceQuery(wanted, now.minus(since), now.plus(Duration.ofDays(1)), limit))) {
            found.addAll(of(story));
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    private static List<Caught> of(Story story) {
        Map<String, String> logins = new HashMap<>();
        String sender = "";
        String subject = "";
        String messageId = "";
        for (TraceEvent event : story.events()) {
            switch (event) {
                case TraceEvent.Accepted e -> {
                    sender = e.sender();
                    subject = e.subject();
                    messageId = e.messageId();
                }
                case TraceEvent.Delivered e -> logins.put(e.recipient(), e.login());
                default -> {}
            }
        }
        List<Caught> caught = new ArrayList<>();
        for (TraceEvent event : story.events()) {
            if (event instanceof TraceEvent.Filtered e && e.action().equals("junk")) {
                caught.add(new Caught(
                        story.message(),
                        e.recipient(),
                        logins.getOrDefault(e.recipient(), ""),
                        sender,
                        subject,
                        messageId,
                        e.detail(),
                        e.at()));
            }
        }
        return caught;
    }

    /// One of them.
    public Optional<Caught> one(Visit by, String message, String recipient) {
        Instant now = clock.instant();
        return trace
                .find(by, new TraceQuery(List.of(message), Instant.EPOCH, now.plus(Duration.ofDays(1)), 10))
                .stream()
                .filter(story -> story.message().equals(message))
                .flatMap(story -> of(story).stream())
                .filter(caught -> caught.recipient().equals(recipient))
                .findFirst();
    }

    /// Whether it is in Junk still.
    public boolean isThere(Caught caught) {
        return place(caught).isPresent();
    }

    /// Brings it to the inbox. What people find in their inbox again was no spam: that is learnt, too.
    ///
    /// @return whether it was still in Junk
    /// @throws DirectoryException NotAllowed, NoSuchMailbox
    public boolean release(Visit by, Caught caught) {
        AccountRecord mailbox = desk.directory().mailbox(caught.login());
        return desk.server(by)
                .onMailbox(
                        mailbox,
                        () -> place(caught)
                                .map(place -> {
                                    move(mailbox, place);
                                    return true;
                                })
                                .orElse(false),
                        done -> done
                                ? Optional.of(ServerDesk.Done.of("quarantine release", caught.login())
                                        .to("message", caught.message())
                                        .to("sender", caught.sender()))
                                : Optional.empty());
    }

    private void move(AccountRecord owner, Place place) {
        Mailbox inbox = store.mailbox(owner.account().id(), MailboxName.INBOX)
                .orElseThrow(() -> new IllegalStateException("a mailbox without INBOX"));
        store.move(place.junk().id(), UidSet.of(place.uid()), inbox.id());
    }

    private record Place(Mailbox junk, long uid) {}

    private Optional<Place> place(Caught caught) {
        if (caught.login().isEmpty()) {
            return Optional.empty();
        }
        try {
            return desk.directory()
                    .anyMailbox(caught.login())
                    .filter(AccountRecord::exists)
                    .flatMap(record -> store.mailboxes(record.account().id()).stream()
                            .filter(mailbox -> mailbox.uses().contains(SpecialUse.JUNK))
                            .findFirst())
                    .flatMap(junk -> in(junk, caught));
        } catch (StoreException _) {
            return Optional.empty();
        }
    }

    private Optional<Place> in(Mailbox junk, Caught caught) {
        MailboxSnapshot snapshot = store.snapshot(junk.id());
        long at = caught.at().getEpochSecond();
        int read = 0;
        for (int i = snapshot.count() - 1; i >= 0 && read < MOST_READ; i--) {
            if (Math.abs(snapshot.saveDate(i) - at) > NEAR.toSeconds()) {
                continue;
            }
            read++;
            String id = store.message(snapshot, i)
                    .structure()
                    .envelope()
                    .messageId()
                    .orElse("");
            if (id.strip().equals(caught.messageId().strip())) {
                return Optional.of(new Place(junk, snapshot.uid(i)));
            }
        }
        return Optional.empty();
    }
}
