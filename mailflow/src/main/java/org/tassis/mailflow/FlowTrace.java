package org.tassis.mailflow;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Target;
import org.tassis.mailflow.filter.Filtered;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceEvent.Stage;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageContent;

/// Tells the trace what mail flow does, in the trace's own words.
record FlowTrace(Trace trace, InstantSource clock) {
    private static final int LONGEST = 1000;

    /// Who asked for what, at one stage.
    ///
    /// @param id of the message, or empty
    record Asked(Stage stage, String id, Client client, Optional<EmailAddress> sender, List<EmailAddress> recipients) {
        static Asked of(Stage stage, Client client) {
            return new Asked(stage, "", client, Optional.empty(), List.of());
        }

        static Asked of(Stage stage, Reception reception) {
            return new Asked(
                    stage,
                    reception.id(),
                    reception.client(),
                    reception.sender(),
                    reception.recipients().stream().map(Recipient::address).toList());
        }

        static Asked of(Reception reception, EmailAddress recipient) {
            return new Asked(Stage.RCPT, reception.id(), reception.client(), reception.sender(), List.of(recipient));
        }

        Asked about(EmailAddress one) {
            return new Asked(stage, id, client, sender, List.of(one));
        }
    }

    void connected(Client client) {
        if (trace != Trace.NONE) {
            trace.record(new TraceEvent.Connected(clock.instant(), peer(client)));
        }
    }

    void refused(Asked asked, Refusal refusal, String reason) {
        refused(asked, refusal.getClass().getSimpleName(), reason, true);
    }

    void observed(Asked asked, Refusal refusal, String reason) {
        refused(asked, refusal.getClass().getSimpleName(), reason, false);
    }

    void refusedContent(Asked asked, String reply) {
        refused(asked, "Content", reply, true);
    }

    /// Each recipient finds it by its own address.
    private void refused(Asked asked, String cause, String reason, boolean enforced) {
        if (trace == Trace.NONE || isRelease(asked.client())) {
            return;
        }
        List<String> recipients = asked.recipients().isEmpty()
                ? List.of("")
                : asked.recipients().stream().map(EmailAddress::toString).toList();
        for (String recipient : recipients) {
            trace.record(new TraceEvent.Refused(
                    clock.instant(),
                    asked.id(),
                    peer(asked.client()),
                    asked.stage(),
                    text(asked.sender()),
                    recipient,
                    cause,
                    cut(reason),
                    enforced));
        }
    }

    /// And delivered to those recipients that have a mailbox here, as their filters wanted it, and passed
    /// on by those who lead away.
    ///
    /// @param settled where they lead in the end
    /// @param leftOut accounts without space, which did not get it
    void accepted(
            Reception reception,
            MessageContent content,
            List<Recipient> settled,
            List<Arrival> arrivals,
            Set<AccountId> leftOut) {
        if (trace == Trace.NONE) {
            return;
        }
        Instant now = clock.instant();
        if (!isRelease(reception.client())) {
            accepted(now, reception, content);
        }
        for (Arrival arrival : arrivals) {
            arrived(now, reception.id(), arrival, leftOut);
            if (!leftOut.contains(arrival.account().id())) {
                junk(now, reception, arrival);
            }
        }
        passedOn(now, reception, settled);
    }

    private void junk(Instant now, Reception reception, Arrival arrival) {
        if (arrival.actions().stream().anyMatch(SieveAction.Keep.class::isInstance)) {
            reception
                    .junk(arrival.account().id())
                    .ifPresent(why -> trace.record(new TraceEvent.Filtered(
                            now, reception.id(), arrival.recipient().toString(), "junk", cut(why))));
        }
    }

    private void arrived(Instant now, String id, Arrival arrival, Set<AccountId> leftOut) {
        String to = arrival.recipient().toString();
        for (Onward onward : arrival.onward()) {
            if (onward.works()) {
                trace.record(new TraceEvent.Filtered(
                        now, id, to, "forwarded", onward.to().toString()));
                onward.here().forEach(there -> arrived(now, id, there, leftOut));
            }
        }
        if (leftOut.contains(arrival.account().id())) {
            return;
        }
        arrival.filtered()
                .flatMap(Filtered::trouble)
                .ifPresent(why -> trace.record(new TraceEvent.Filtered(now, id, to, "failed", cut(why))));
        for (SieveAction action : arrival.actions()) {
            switch (action) {
                case SieveAction.Keep _ -> delivered(now, id, arrival);
                case SieveAction.FileInto file ->
                    trace.record(new TraceEvent.Filtered(
                            now, id, to, "filed", file.mailbox().value()));
                case SieveAction.Discard _, SieveAction.Reject _ ->
                    trace.record(new TraceEvent.Filtered(now, id, to, "discarded", ""));
                case SieveAction.Redirect _, SieveAction.Vacation _ -> {}
            }
        }
        if (arrival.fallsBack()) {
            delivered(now, id, arrival);
        }
    }

    private void delivered(Instant now, String id, Arrival arrival) {
        trace.record(new TraceEvent.Delivered(
                now,
                id,
                arrival.recipient().toString(),
                arrival.account().login().value()));
    }

    private void passedOn(Instant now, Reception reception, List<Recipient> settled) {
        String id = reception.id();
        Set<EmailAddress> leading = new HashSet<>();
        for (Recipient to : settled) {
            for (Target.Remote remote : to.remotes()) {
                leading.add(to.address());
                trace.record(new TraceEvent.Filtered(
                        now,
                        id,
                        to.address().toString(),
                        "forwarded",
                        remote.address().toString()));
            }
        }
        for (Recipient to : reception.recipients()) {
            if (to.remotes().stream().anyMatch(reception::mayForward) && !leading.contains(to.address())) {
                trace.record(new TraceEvent.Filtered(now, id, to.address().toString(), "circled", ""));
            }
        }
    }

    /// And not delivered yet: it waits for its time.
    void held(Reception reception, MessageContent content) {
        if (trace != Trace.NONE) {
            accepted(clock.instant(), reception, content);
        }
    }

    /// It was told when the message came, and the queue tells what becomes of it.
    private static boolean isRelease(Client client) {
        return client.entrance().equals(Entrance.RELEASE);
    }

    private void accepted(Instant now, Reception reception, MessageContent content) {
        Envelope envelope = content.structure().envelope();
        List<Recipient> recipients = List.copyOf(reception.recipients());
        trace.record(new TraceEvent.Accepted(
                now,
                reception.id(),
                peer(reception.client()),
                text(reception.sender()),
                recipients.stream().map(to -> to.address().toString()).toList(),
                cut(utf8(envelope.messageId())),
                cut(envelope.subject().map(HeaderText::decode).orElse("")),
                content.size(),
                reception.marks().stream()
                        .map(mark -> mark.code() + " " + mark.points())
                        .toList()));
    }

    private static Peer peer(Client client) {
        return new Peer(
                client.address().getHostAddress(),
                cut(client.helo().orElse("")),
                client.entrance().name(),
                client.account().map(account -> account.login().value()).orElse(""));
    }

    private static String text(Optional<EmailAddress> address) {
        return address.isPresent() ? address.get().toString() : "";
    }

    private static String utf8(Optional<String> latin1) {
        return latin1.map(text -> new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .orElse("");
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
