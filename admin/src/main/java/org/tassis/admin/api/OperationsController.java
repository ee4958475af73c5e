package org.tassis.admin.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Connections;
import org.tassis.admin.operations.Machinery;
import org.tassis.core.DomainName;
import org.tassis.directory.UsageRecords.Growing;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.mailflow.desk.Caught;
import org.tassis.mailflow.desk.Quarantine;
import org.tassis.mailflow.publish.CheckedRecord;
import org.tassis.mailflow.publish.DnsAdvice;

/// `/api/v1`: the server at work, as the pages show it: who is connected, certificates, what was put aside,
/// which mailboxes fill up, and the DNS of domains.
@RestController
@RequestMapping("/api/v1")
final class OperationsController {
    private static final int MOST = 1000;

    private final Desk desk;
    private final ObjectProvider<Machinery> machinery;
    private final ObjectProvider<CertificateShelf> shelf;
    private final ObjectProvider<DnsAdvice> advice;
    private final InstantSource clock;

    OperationsController(
            Desk desk,
            ObjectProvider<Machinery> machinery,
            ObjectProvider<CertificateShelf> shelf,
            ObjectProvider<DnsAdvice> advice,
            InstantSource clock) {
        this.desk = desk;
        this.machinery = machinery;
        this.shelf = shelf;
        this.advice = advice;
        this.clock = clock;
    }

    // ---- who is connected ----

    @About("A connection of a mail protocol.")
    record Connection(
            String id,
            String protocol,
            @About("Name of the listener in the settings.") String listener,
            @About("Address of the client.") String from,
            boolean encrypted,
            @About("Who has logged in.") Optional<String> login,

            @About("What the client says it is; a stranger wrote it.")
            Optional<String> client,

            Instant since) {}

    @About("The oldest first.")
    record ConnectionList(List<Connection> items) {}

    @GetMapping("/connections")
    @Route(area = Area.SERVER, value = "Who is connected by a mail protocol, and with which client.")
    ConnectionList connections(Caller caller) {
        desk.server(caller.visit()).maySee();
        return new ConnectionList(machinery.getObject().connections().open().stream()
                .map(one -> new Connection(
                        one.id(),
                        one.protocol(),
                        one.listener(),
                        one.from(),
                        one.encrypted(),
                        one.login(),
                        some(one.client()),
                        one.since()))
                .toList());
    }

    @DeleteMapping("/connections/{id}")
    @Route(area = Area.SERVER, value = "Ends a connection.", status = 204)
    ResponseEntity<Void> end(Caller caller, @PathVariable String id) {
        Connections connections = machinery.getObject().connections();
        boolean ended = desk.server(caller.visit())
                .run(
                        () -> connections.end(id),
                        done -> done ? Optional.of(ServerDesk.Done.of("session end", id)) : Optional.empty());
        if (!ended) {
            throw Refusal.notFound("There is no such connection.");
        }
        return Answers.done();
    }

    // ---- certificates ----

    @About("A certificate: there is one, or one is wanted.")
    record Certificate(
            @About("Its first host.") String name,
            List<String> hosts,

            @About("file, ordered (from an authority) or own.")
            String source,

            @About("Null when there is none.") Optional<String> issuer,
            @About("Likewise.") Optional<Instant> ends,
            @About("Whether it is being ordered now.") boolean ordering,
            @About("When it will be ordered again.") Optional<Instant> renewed,

            @About("Why the last order failed, or why it cannot be read.")
            Optional<String> problem) {}

    record Certificates(List<Certificate> items) {}

    @About("Which certificates are to be ordered now.")
    record CertificateOrder(
            @About("Without it all that are ordered from an authority.")
            Optional<String> name) {}

    @About("How many orders were begun.")
    record CertificateOrders(int ordered) {}

    @GetMapping("/certificates")
    @Route(area = Area.SERVER, value = "The certificates, and what became of their orders.")
    Certificates certificates(Caller caller) {
        desk.server(caller.visit()).maySee();
        return new Certificates(shelf.getObject().all().stream()
                .map(one -> new Certificate(
                        one.name(),
                        one.hosts(),
                        one.source().key(),
                        some(one.issuer()),
                        one.ends(),
                        one.ordering(),
                        one.renewed(),
                        one.fault().or(() -> one.failure().map(CertificateShelf.Failure::why))))
                .toList());
    }

    @PostMapping("/certificates/order")
    @Route(area = Area.SERVER, value = "Orders certificates now; what becomes of it is in their list.")
    CertificateOrders order(Caller caller, @RequestBody CertificateOrder wanted) {
        return new CertificateOrders(desk.server(caller.visit())
                .run(
                        () -> shelf.getObject().order(wanted.name()),
                        count -> count == 0
                                ? Optional.empty()
                                : Optional.of(ServerDesk.Done.of(
                                        "certificate renew", wanted.name().orElse("")))));
    }

    // ---- what was put aside ----

    @About("A message that was put into Junk for one recipient.")
    record CaughtMessage(
            @About("Its id, as in the trace.") String message,
            String recipient,
            @About("Login of the mailbox.") String login,
            @About("Of the envelope; null for bounces.") Optional<String> sender,
            Optional<String> subject,
            Instant at,
            @About("Whether it is in Junk still.") boolean there) {}

    @About("The newest first.")
    record CaughtMessages(List<CaughtMessage> items) {}

    @About("Which message is to go to the inbox.")
    record CaughtOne(String message, String recipient) {}

    @GetMapping("/quarantine")
    @Route(
            area = Area.TRACE,
            value = "Messages that were put into Junk; for domain administrators those to their mailboxes.")
    CaughtMessages caught(
            Caller caller,
            @RequestParam(defaultValue = "") @About("An address or a domain of recipients.") String q,
            @RequestParam(defaultValue = "7") @About("How many days back, at most 90.") int days,
            @RequestParam(defaultValue = "100") int limit) {
        if (days < 1 || days > 90) {
            throw Refusal.invalid("days", "1 to 90 days are looked through.");
        }
        Quarantine quarantine = machinery.getObject().quarantine();
        return new CaughtMessages(
                quarantine
                        .find(
                                caller.visit(),
                                q,
                                Duration.ofDays(days),
                                Page.Wanted.of(Optional.empty(), limit).limit())
                        .stream()
                        .map(one -> new CaughtMessage(
                                one.message(),
                                one.recipient(),
                                one.login(),
                                some(one.sender()),
                                some(one.subject()),
                                one.at(),
                                quarantine.isThere(one)))
                        .toList());
    }

    @PostMapping("/quarantine/release")
    @Route(area = Area.TRACE, value = "Brings a message from Junk to the inbox; that is learnt, too.", status = 204)
    ResponseEntity<Void> release(Caller caller, @RequestBody CaughtOne wanted) {
        Quarantine quarantine = machinery.getObject().quarantine();
        Optional<Caught> one = quarantine.one(caller.visit(), wanted.message(), wanted.recipient());
        if (one.filter(caught -> quarantine.release(caller.visit(), caught)).isEmpty()) {
            throw Refusal.notFound("There is no such message in Junk.");
        }
        return Answers.done();
    }

    // ---- who is full when ----

    @About("A mailbox with a limit, and how it grows.")
    record GrowingMailbox(
            String mailbox,
            @About("Octets.") long used,
            @About("Octets.") long quota,
            int percent,
            @About("Octets a day, of the last weeks.") long daily,

            @About("Days until it is full if it goes on so; null: not in sight.")
            Optional<Long> daysLeft) {}

    @About("The fullest first.")
    record GrowingMailboxes(List<GrowingMailbox> items) {}

    @GetMapping("/quota")
    @Route(area = Area.MAILBOXES, value = "Which mailboxes are full, and when others will be.")
    GrowingMailboxes quota(
            Caller caller,
            @RequestParam(defaultValue = "50") @About("Those that are that full, in percent.") int percent) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return new GrowingMailboxes(machinery
                .getObject()
                .usage()
                .growing(desk.server(caller.visit()).horizon(), Math.clamp(percent, 0, 100), today, MOST)
                .stream()
                .map(one -> write(one, today))
                .toList());
    }

    private static GrowingMailbox write(Growing one, LocalDate today) {
        return new GrowingMailbox(
                one.login(),
                one.used(),
                one.quota(),
                one.percent(),
                Math.round(one.daily(today)),
                one.daysLeft(today).stream().boxed().findFirst());
    }

    // ---- the DNS of a domain ----

    @About("A record that the DNS is to have, and whether it has it.")
    record DnsRecord(
            @About("What it is for, such as mx, spf or dkim.")
            String purpose,

            String name,
            String type,
            @About("green, missing, wrong or unknown.") String state,
            @About("What is wrong, and what to do.") String sentence,
            @About("As a zone file has it.") String line,
            @About("Whether mail suffers without it.") boolean needed) {}

    record DnsRecords(List<DnsRecord> items) {}

    @About("A part of a zone file.")
    record DnsZone(String text) {}

    @GetMapping("/domains/{domain}/dns")
    @Route(area = Area.DOMAINS, value = "What the DNS is to say of a domain, and what it says, looked up now.")
    DnsRecords dns(
            Caller caller,
            @PathVariable String domain,
            @RequestParam(defaultValue = "en") @About("Of the sentences: en, fr or nl.") String language) {
        DomainName known =
                desk.domains(caller.visit()).find(Answers.domain(domain)).name();
        return new DnsRecords(advice.getObject().check(known).stream()
                .map(one -> write(one, Locale.forLanguageTag(language)))
                .toList());
    }

    private static DnsRecord write(CheckedRecord checked, Locale language) {
        return new DnsRecord(
                word(checked.record().purpose()),
                checked.record().name(),
                checked.record().type().name(),
                word(checked.state()),
                checked.text(language),
                checked.record().zoneLine(),
                checked.record().needed());
    }

    @GetMapping("/domains/{domain}/dns/zone")
    @Route(area = Area.DOMAINS, value = "The records of a domain, to be pasted into its zone.")
    DnsZone zone(Caller caller, @PathVariable String domain) {
        return new DnsZone(advice.getObject()
                .of(desk.domains(caller.visit()).find(Answers.domain(domain)).name())
                .zoneFile());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
