package org.tassis.webmail.compose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.mailflow.queue.Outbox;
import org.tassis.mailflow.queue.Queued;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageDate;
import org.tassis.message.Spool;
import org.tassis.store.Appended;
import org.tassis.store.Copied;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;

/// Mail that waits for its time: shown, called back, sent at another time. The queue keeps it, so it
/// outlives a restart; whichever program submitted it (RFC 4865). Any thread.
final class Scheduled {
    /// Recipients over all messages.
    private static final int LISTED = 2_000;

    private final Supplier<Optional<Outbox>> outbox;
    private final MailStore store;
    private final OwnMail mail;
    private final LetterWriter writer;
    private final InstantSource clock;

    Scheduled(
            Supplier<Optional<Outbox>> outbox,
            MailStore store,
            OwnMail mail,
            LetterWriter writer,
            InstantSource clock) {
        this.writer = writer;
        this.outbox = outbox;
        this.store = store;
        this.mail = mail;
        this.clock = clock;
    }

    /// A letter that waits.
    ///
    /// @param ids       under which the mail flow knows it: more than one where recipients fare differently
    /// @param messageId with its angle brackets; may be empty
    record Waiting(List<String> ids, String messageId, Instant due, String subject, List<EmailAddress> recipients) {
        /// All ids, as they go through an address or a form.
        public String name() {
            return String.join(".", ids);
        }
    }

    /// The next to leave first.
    List<Waiting> list(Account account) {
        Map<String, Waiting> byMessage = new LinkedHashMap<>();
        for (Outbox.Unsent unsent : unsent(account)) {
            Envelope envelope = envelope(unsent);
            String messageId = envelope.messageId().map(String::strip).orElse("");
            Waiting one = new Waiting(
                    List.of(unsent.message().id()),
                    messageId,
                    unsent.due(),
                    envelope.subject().map(HeaderText::decode).orElse("").strip(),
                    unsent.recipients().stream().map(Queued::address).toList());
            byMessage.merge(messageId.isEmpty() ? one.name() : messageId, one, Scheduled::together);
        }
        return byMessage.values().stream()
                .sorted((a, b) -> a.due().compareTo(b.due()))
                .toList();
    }

    private static Waiting together(Waiting a, Waiting b) {
        return new Waiting(
                Stream.concat(a.ids().stream(), b.ids().stream()).toList(),
                a.messageId(),
                a.due().isBefore(b.due()) ? a.due() : b.due(),
                a.subject(),
                Stream.concat(a.recipients().stream(), b.recipients().stream())
                        .distinct()
                        .toList());
    }

    private List<Outbox.Unsent> unsent(Account account) {
        Instant now = clock.instant();
        return outbox.get().map(box -> box.of(account.id(), LISTED)).orElse(List.of()).stream()
                // a queue need not remember what was asked for, only when it is due
                .filter(one ->
                        one.due().isAfter(now) && one.recipients().stream().allMatch(row -> row.attempts() == 0))
                .toList();
    }

    private Envelope envelope(Outbox.Unsent unsent) {
        return outbox.get().orElseThrow().content(unsent).structure().envelope();
    }

    /// Whether all of it can still be called back.
    boolean isWaiting(Account account, String name) {
        Set<String> ids = ids(name);
        Set<String> waiting =
                unsent(account).stream().map(one -> one.message().id()).collect(Collectors.toSet());
        return !ids.isEmpty() && waiting.containsAll(ids);
    }

    /// Whether it is dated with the time at which it is to leave, as letters that are written here are.
    boolean isDatedAhead(Account account, String name) {
        Set<String> ids = ids(name);
        return unsent(account).stream()
                .filter(one -> ids.contains(one.message().id()))
                .anyMatch(this::isDatedAhead);
    }

    private boolean isDatedAhead(Outbox.Unsent one) {
        Instant due = one.due().truncatedTo(ChronoUnit.SECONDS);
        return envelope(one)
                .date()
                .flatMap(MessageDate::parse)
                .filter(date -> date.toInstant().equals(due))
                .isPresent();
    }

    /// What calling back came to.
    ///
    /// @param draft     where the letter can be written on; empty when nobody was spared
    /// @param cancelled who does not get it
    /// @param tooLate   whether others have it, or get it at this moment
    record TakenBack(Optional<MessageRef> draft, List<EmailAddress> cancelled, boolean tooLate) {}

    /// Calls a letter back and makes a draft of it, for those whom it has not reached.
    ///
    /// @param name {@link Waiting#name}, from anybody: what is not the account's is not there
    TakenBack takeBack(Account account, String name) throws IOException {
        Set<String> ids = ids(name);
        List<Outbox.Unsent> found = outbox.get().map(box -> box.of(account.id(), LISTED)).orElse(List.of()).stream()
                .filter(one -> ids.contains(one.message().id()))
                .toList();
        if (found.isEmpty()) {
            return new TakenBack(Optional.empty(), List.of(), true);
        }
        Outbox box = outbox.get().orElseThrow();
        // a draft first: whatever happens in between, the letter is not lost
        Mailbox drafts = mail.mailbox(account.id(), SpecialUse.DRAFTS);
        Set<EmailAddress> all = found.stream()
                .flatMap(one -> one.recipients().stream())
                .map(Queued::address)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        MessageRef kept = keep(drafts, box.content(found.getFirst()), all);
        List<EmailAddress> cancelled = new ArrayList<>();
        boolean tooLate = false;
        for (String id : ids) {
            Outbox.Cancelled done = box.cancel(account, id);
            done.cancelled().forEach(row -> cancelled.add(row.address()));
            tooLate |= !done.tooLate().isEmpty();
        }
        tooLate |= cancelled.size() < all.size();
        if (cancelled.isEmpty()) {
            store.expunge(kept.mailbox(), UidSet.of(kept.uid()));
            return new TakenBack(Optional.empty(), cancelled, true);
        }
        if (tooLate) {
            return new TakenBack(Optional.of(kept), cancelled, true);
        }
        return new TakenBack(Optional.of(withCopy(account, drafts, found, kept)), cancelled, false);
    }

    /// The copy of what was sent becomes the draft: it knows more than what is on its way.
    private MessageRef withCopy(Account account, Mailbox drafts, List<Outbox.Unsent> found, MessageRef kept) {
        try {
            Optional<OwnMail.Found> copy = mail.message(account.id(), kept)
                    .map(mail::open)
                    .flatMap(message -> message.structure().envelope().messageId())
                    .flatMap(id -> mail.named(account.id(), mail.mailbox(account.id(), SpecialUse.SENT), id.strip()));
            if (copy.isEmpty() || found.isEmpty()) {
                return kept;
            }
            Copied moved = store.move(
                    copy.get().mailbox().id(), UidSet.of(copy.get().ref().uid()), drafts.id());
            if (moved.target().isEmpty()) {
                return kept;
            }
            long uid = moved.target().getFirst();
            store.changeFlags(
                    drafts.id(),
                    UidSet.of(uid),
                    new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.DRAFT, SystemFlag.SEEN)),
                    OptionalLong.empty());
            store.expunge(kept.mailbox(), UidSet.of(kept.uid()));
            return new MessageRef(drafts.id(), uid);
        } catch (StoreException e) {
            return kept;
        }
    }

    /// With the recipients that no field names in Bcc.
    private MessageRef keep(Mailbox drafts, MessageContent content, Set<EmailAddress> recipients) throws IOException {
        Envelope envelope = content.structure().envelope();
        Set<EmailAddress> named = Stream.concat(envelope.to().stream(), envelope.cc().stream())
                .flatMap(mailbox -> Person.of(mailbox).stream())
                .map(Person::address)
                .collect(Collectors.toSet());
        String bcc = recipients.stream()
                .filter(address -> !named.contains(address))
                .map(EmailAddress::toString)
                .collect(Collectors.joining(",\r\n "));
        byte[] field = (bcc.isEmpty() ? "" : "Bcc: " + bcc + "\r\n").getBytes(StandardCharsets.UTF_8);
        try (Spool whole = writer.below(field, content)) {
            Appended kept = store.append(
                            drafts.id(),
                            List.of(new NewMessage(
                                    whole, Flags.of(SystemFlag.DRAFT, SystemFlag.SEEN), clock.instant())))
                    .getFirst();
            return new MessageRef(kept.mailbox(), kept.uid());
        }
    }

    /// The letter stays as it is, its date included.
    ///
    /// @param time past: now
    /// @return whether anything was there to be sent
    boolean sendAt(Account account, String name, Instant time) {
        boolean any = false;
        for (String id : ids(name)) {
            any |= outbox.get()
                    .map(box -> !box.sendAt(account.id(), id, time).isEmpty())
                    .orElse(false);
        }
        return any;
    }

    private static Set<String> ids(String name) {
        return Stream.of(name.split("\\.", 20))
                .filter(id -> id.matches("[a-z0-9]{1,20}"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
