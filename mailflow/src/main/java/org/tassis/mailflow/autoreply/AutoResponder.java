package org.tassis.mailflow.autoreply;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.AutoReply;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Target;
import org.tassis.mailflow.Aftermath;
import org.tassis.mailflow.Arrival;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;

/// Answers messages that were delivered, for mailboxes whose owners or filters want it. What goes wrong costs the
/// answer, never the message: it is stored already. Any thread.
public final class AutoResponder implements Aftermath {
    private static final Logger LOG = LoggerFactory.getLogger(AutoResponder.class);

    /// Takes an answer to where it goes; its envelope's sender is the null sender.
    @FunctionalInterface
    public interface Carrier {
        /// @param id of the message, letters and digits
        /// @return whether somebody took it
        boolean carry(String id, Account from, EmailAddress to, byte[] message);
    }

    private final Function<AccountId, Optional<AutoReply>> active;
    private final ReplyHistory history;
    private final InstantSource clock;
    private final Carrier carrier;
    private final Trace trace;

    /// @param active what a mailbox answers now: `AutoReplies::active`
    public AutoResponder(
            Function<AccountId, Optional<AutoReply>> active,
            ReplyHistory history,
            InstantSource clock,
            Carrier carrier,
            Trace trace) {
        this.active = active;
        this.history = history;
        this.clock = clock;
        this.carrier = carrier;
        this.trace = trace;
    }

    @Override
    public void delivered(Reception reception, MessageContent content) {
        Optional<EmailAddress> sender = reception.sender();
        if (sender.isEmpty()) {
            return; // most of what is never answered, without a look at the message
        }
        Map<AccountId, Answering> answering = new LinkedHashMap<>();
        for (Recipient recipient : reception.recipients()) {
            boolean alone =
                    recipient.mailboxes().size() == 1 && recipient.remotes().isEmpty();
            for (Target.Mailbox mailbox : recipient.mailboxes()) {
                Answering one = answering.computeIfAbsent(
                        mailbox.account().id(), _ -> new Answering(mailbox.account(), new HashSet<>()));
                if (alone) {
                    one.reachedBy().add(recipient.address());
                }
            }
        }
        int number = 0;
        for (Answering one : answering.values()) {
            String id = reception.id() + "r" + ++number;
            try {
                Optional<Answer> answer = answer(reception, one.account());
                if (answer.isPresent()) {
                    Optional<Silence> silence = answer(id, reception, one, answer.get(), content);
                    silence.ifPresent(why -> LOG.debug(
                            "{}: {} does not answer: {}", id, one.account().login(), why));
                }
            } catch (DirectoryException | StoreException | IOException e) {
                LOG.warn("{}: cannot answer: {}", id, e.toString());
            }
        }
    }

    /// @param reachedBy addresses that lead to this mailbox alone
    private record Answering(Account account, Set<EmailAddress> reachedBy) {}

    /// One message gets one answer: what a filter says of this message goes before what is said of all. What a filter
    /// threw away is not answered unless it says so.
    private Optional<Answer> answer(Reception reception, Account account) {
        List<Arrival> arrivals = reception.arrivals().stream()
                .filter(arrival -> arrival.account().id().equals(account.id()))
                .toList();
        return arrivals.stream()
                .flatMap(arrival -> arrival.vacation().stream())
                .findFirst()
                .map(wanted -> Answer.of(wanted, account))
                .or(() -> arrivals.stream().allMatch(Arrival::goesNowhere)
                        ? Optional.empty()
                        : active.apply(account.id()).map(reply -> Answer.of(reply, account)));
    }

    private Optional<Silence> answer(
            String id, Reception reception, Answering one, Answer answer, MessageContent content) throws IOException {
        Account account = one.account();
        ReplyHeaders headers = ReplyHeaders.of(content);
        Set<EmailAddress> own = new HashSet<>(account.addresses());
        own.addAll(one.reachedBy());
        own.addAll(answer.addresses());
        Optional<Silence> silence = ReplyRules.silence(
                reception.sender(), own, headers, reception.junk(account.id()).isPresent());
        if (silence.isPresent()) {
            return silence;
        }
        if (!reception.senderProven()) {
            return Optional.of(Silence.UNPROVEN_SENDER);
        }
        EmailAddress to = reception.sender().orElseThrow();
        Optional<EmailAddress> from = answer.from()
                .or(() -> one.reachedBy().stream()
                        .filter(account.addresses()::contains)
                        .findFirst())
                .or(account::primary)
                .or(() -> account.addresses().stream().findFirst())
                .or(() -> one.reachedBy().stream().findFirst());
        Instant now = clock.instant();
        if (from.isEmpty() || !history.begin(account.id(), answer.handle(), to, now, answer.interval())) {
            return Optional.of(Silence.ANSWERED_LATELY);
        }
        byte[] message = ReplyMessage.write(id, account.language(), answer, from.get(), to, headers, now);
        boolean taken = carrier.carry(id, account, to, message);
        if (taken) {
            trace.record(new TraceEvent.Filtered(
                    now, reception.id(), reachedBy(reception, account), "replied", to.toString()));
        }
        LOG.info("{}: {} {} {}", id, account.login(), taken ? "answers" : "found nobody who takes its answer to", to);
        return Optional.empty();
    }

    private static String reachedBy(Reception reception, Account account) {
        return reception.arrivals().stream()
                .filter(arrival -> arrival.account().id().equals(account.id()))
                .findFirst()
                .map(arrival -> arrival.recipient().toString())
                .orElse("");
    }
}
