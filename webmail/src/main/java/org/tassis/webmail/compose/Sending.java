package org.tassis.webmail.compose;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Refusal;
import org.tassis.message.Spool;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.Right;
import org.tassis.store.StoreException;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.Reach;

/// Hands letters to the mail flow, as submission does: the same rules, the same limits, durable before it
/// is said. Any thread.
final class Sending {
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
    private static final Entrance ENTRANCE = new Entrance("webmail", Map.of());

    private final MailFlow flow;
    private final MailStore store;
    private final OwnMail mail;
    private final Reach reach;
    private final LetterWriter writer;
    private final InstantSource clock;
    private final long maxSize;

    /// @param maxSize octets of the largest message
    Sending(
            MailFlow flow,
            MailStore store,
            OwnMail mail,
            Reach reach,
            LetterWriter writer,
            InstantSource clock,
            long maxSize) {
        this.reach = reach;
        this.flow = flow;
        this.store = store;
        this.mail = mail;
        this.writer = writer;
        this.clock = clock;
        this.maxSize = maxSize;
    }

    /// What became of a letter.
    sealed interface Result {
        /// @param copied whether a copy is in the mailbox for what was sent
        /// @param ids    under which the mail flow knows it
        record Sent(boolean copied, List<String> ids) implements Result {
            public Sent {
                ids = List.copyOf(ids);
            }
        }

        /// Nothing was sent.
        ///
        /// @param recipients who cannot be written to, and why
        record Recipients(Map<EmailAddress, Refusal> recipients) implements Result {}

        /// Nothing was sent to those who are named.
        record Message(Refusal refusal, List<EmailAddress> unserved) implements Result {}

        /// @param size octets it would have
        record TooLarge(long size) implements Result {}
    }

    /// Whether mail can wait for its time.
    boolean canWait() {
        return flow.holdsMail();
    }

    /// @param at when it leaves; empty: at once
    Result send(Account account, InetAddress from, Letter letter, Draft draft, Optional<Instant> at)
            throws IOException {
        String id = LetterWriter.newId(letter.from());
        Instant date = at.orElseGet(clock::instant);
        try (Spool message = writer.write(letter, id, date, false)) {
            if (message.size() > maxSize) {
                return new Result.TooLarge(message.size());
            }
            Set<EmailAddress> left = new LinkedHashSet<>();
            List.of(letter.to(), letter.cc(), letter.bcc())
                    .forEach(people -> people.forEach(person -> left.add(person.address())));
            Result result = submit(account, from, letter.from().address(), message, left, at);
            if (!(result instanceof Result.Sent sent)) {
                return result;
            }
            mark(account, draft);
            return new Result.Sent(copy(account, letter, id, date), sent.ids());
        }
    }

    /// Hands in a message that is written already; nothing is kept of it.
    ///
    /// @param left who is to get it; those it went to are taken out
    Result submit(
            Account account,
            InetAddress from,
            EmailAddress author,
            Spool message,
            Set<EmailAddress> left,
            Optional<Instant> at) {
        Client client = Client.connected(from, ENTRANCE).greeting("webmail").loggedIn(account);
        List<String> ids = new ArrayList<>();
        boolean first = true;
        while (!left.isEmpty()) {
            Result result = some(client, author, message, left, first, at);
            if (!(result instanceof Result.Sent sent)) {
                return result;
            }
            ids.addAll(sent.ids());
            first = false;
        }
        return new Result.Sent(false, ids);
    }

    /// To all recipients that fare alike; those it went to are taken out. Mostly that is all of them.
    private Result some(
            Client client,
            EmailAddress author,
            Spool message,
            Set<EmailAddress> left,
            boolean first,
            Optional<Instant> at) {
        boolean utf8 = author.needsUtf8() || left.stream().anyMatch(EmailAddress::needsUtf8);
        MailParameters parameters = new MailParameters(
                        OptionalLong.of(message.size()),
                        MailParameters.Body.SEVEN_BIT,
                        utf8,
                        Optional.empty(),
                        Optional.empty())
                .withReleaseAt(at);
        MailFlow.Opening opening = flow.mail(client, Optional.of(author), parameters);
        switch (opening) {
            case MailFlow.Opening.Refused(var refusal) -> {
                return new Result.Message(refusal, List.copyOf(left));
            }
            case MailFlow.Opening.Opened(var reception) -> {
                return some(reception, message, left, first);
            }
        }
    }

    private static Result some(Reception reception, Spool message, Set<EmailAddress> left, boolean first) {
        Map<EmailAddress, Refusal> refused = new LinkedHashMap<>();
        List<EmailAddress> served = new ArrayList<>();
        for (EmailAddress address : left) {
            Optional<Refusal> refusal = reception.rcpt(address, RecipientParameters.NONE);
            if (refusal.isEmpty()) {
                served.add(address);
            } else if (!(refusal.get() instanceof Refusal.Separately)) {
                refused.put(address, refusal.get());
            }
        }
        if (!refused.isEmpty() && (first || served.isEmpty())) {
            return new Result.Recipients(refused);
        }
        if (served.isEmpty()) {
            return new Result.Message(new Refusal.Unavailable(), List.copyOf(left));
        }
        return switch (reception.deliver(message)) {
            case Delivery.Accepted(var id) -> {
                served.forEach(left::remove);
                yield new Result.Sent(false, List.of(id));
            }
            case Delivery.Refused(var refusal) -> new Result.Message(refusal, List.copyOf(left));
        };
    }

    /// The message is sent; without a copy its writer is told so.
    private boolean copy(Account account, Letter letter, String id, Instant date) {
        try (Spool full = writer.write(letter, id, date, true)) {
            store.append(
                    mail.mailbox(account.id(), SpecialUse.SENT).id(),
                    List.of(new NewMessage(full, Flags.of(SystemFlag.SEEN), clock.instant())));
            return true;
        } catch (StoreException | IOException e) {
            LOG.info("no copy of what {} sent: {}", account.login(), e.toString());
            return false;
        }
    }

    /// What was answered or passed on says so: RFC 9051 §2.3.2, the keyword by RFC 5550 §2.8.
    private void mark(Account account, Draft draft) {
        if (draft.kind() == Draft.Kind.NEW) {
            return;
        }
        Flags flag = draft.kind() == Draft.Kind.REPLY
                ? Flags.of(SystemFlag.ANSWERED)
                : Flags.of(List.of(), List.of("$Forwarded"));
        try {
            draft.source()
                    .filter(ref -> reach.readable(account.id(), ref.mailbox())
                            .filter(place -> place.may(Right.WRITE))
                            .isPresent())
                    .ifPresent(ref -> store.changeFlags(
                            ref.mailbox(),
                            UidSet.of(ref.uid()),
                            new FlagChange(FlagChange.Mode.ADD, flag),
                            OptionalLong.empty()));
        } catch (StoreException e) {
            LOG.debug("a message that {} answered is not marked: {}", account.login(), e.failure());
        }
    }
}
