package org.tassis.mailflow.spam.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.Reputation;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.spam.SpamVerdict;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoredMessage;

/// A mail flow with the filter and the other programs it asks, to `ann` and `ben` at `example.org`, from
/// strangers.
abstract class FilteredFlow {
    static final Instant NOW = Instant.parse("2026-11-21T08:39:06Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.66");
    static final Account ANN = account(1, "ann");
    static final Account BEN = account(2, "ben");

    final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, CLOCK);
    final InMemorySpamMemory memory = new InMemorySpamMemory();
    final SpamKnowledge knowledge = new SpamKnowledge(memory);
    final Reputation reputation = new Reputation(memory, knowledge, CLOCK);
    final AccessLists lists = new AccessLists(new InMemoryAccessRules(), CLOCK);
    final InMemoryTrace trace = new InMemoryTrace();
    final Map<Check, Mode> modes = new EnumMap<>(Check.class);
    final Correspondents correspondents = new Correspondents() {
        @Override
        public void wrote(AccountId who, Collection<EmailAddress> to, Instant when) {}

        @Override
        public boolean knows(AccountId who, EmailAddress other) {
            return other.toString().equals("friend@far.example") && who.equals(ANN.id());
        }
    };
    double points;

    static Account account(long id, String name) {
        EmailAddress address = EmailAddress.valueOf(name + "@example.org");
        return new Account(
                new AccountId(id),
                new Login(name),
                "",
                Quota.UNLIMITED,
                true,
                Optional.of(address),
                List.of(address),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }

    /// Another check, which marks as a test wants it.
    final Policy marks = new Policy() {
        @Override
        public org.tassis.mailflow.Verdict data(Reception reception, MessageContent content) {
            if (points != 0) {
                reception.mark(new Mark(Check.HELO, points, "helo-is-short", "x; y"));
            }
            return org.tassis.mailflow.Verdict.ACCEPT;
        }
    };

    MailFlow flow(Optional<Scanner> viruses, Optional<Scanner> rspamd) {
        return flow(
                address -> Route.local(address.toString().startsWith("ann") ? ANN : BEN, Optional.empty()),
                viruses,
                rspamd);
    }

    MailFlow flow(Router router, Optional<Scanner> viruses, Optional<Scanner> rspamd) {
        SpamFilter filter = new SpamFilter(
                SpamSettings.DEFAULT,
                knowledge,
                reputation,
                lists,
                correspondents,
                List.of(Cidr.parse("10.0.0.0/8").orElseThrow()),
                rspamd);
        return new MailFlow(
                router,
                Optional::empty,
                store,
                CLOCK,
                1_000_000,
                new Asking(viruses, rspamd).around(List.of(marks), filter),
                correspondents,
                trace);
    }

    static MessageContent mail(String text) {
        Spool spool = new Spool(Path.of("/nonexistent"), Integer.MAX_VALUE / 2);
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return spool;
    }

    static MessageContent plain(String body) {
        return mail("From: a@b.example\nSubject: s\nMessage-ID: <1@b.example>\n\n" + body + "\n");
    }

    Delivery send(MailFlow flow, InetAddress from, String sender, MessageContent content, String... to) {
        Client client = Client.connected(from, new Entrance("smtp", modes)).greeting("mail.b.example");
        Opening opening = flow.mail(client, Optional.of(EmailAddress.valueOf(sender)), MailParameters.NONE);
        Reception reception = ((Opening.Opened) opening).reception();
        for (String one : to) {
            assertThat(reception.rcpt(EmailAddress.valueOf(one + "@example.org"), RecipientParameters.NONE))
                    .isEmpty();
        }
        return reception.deliver(content);
    }

    Delivery send(String body, String... to) {
        return send(flow(Optional.empty(), Optional.empty()), STRANGER, "a@b.example", plain(body), to);
    }

    int count(Account account, String box) {
        store.mailboxes(account.id());
        return store.snapshot(store.mailbox(account.id(), new MailboxName(box))
                        .orElseThrow()
                        .id())
                .count();
    }

    SpamVerdict kept(Account account, String box) {
        MailboxSnapshot snapshot = store.snapshot(
                store.mailbox(account.id(), new MailboxName(box)).orElseThrow().id());
        StoredMessage message = store.message(snapshot, snapshot.count() - 1);
        byte[] header = message.octets(0, (int) message.structure().root().bodyStart());
        return SpamField.parse(HeaderFields.first(header, SpamField.NAME).orElseThrow())
                .orElseThrow();
    }

    static Refusal refusal(Delivery delivery) {
        return ((Delivery.Refused) delivery).refusal();
    }
}
