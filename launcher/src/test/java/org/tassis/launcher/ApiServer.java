package org.tassis.launcher;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.admin.api.ApiParts;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Machinery;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.directory.access.PageSession;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.Visitor;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.report.InMemoryTallies;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.migration.job.InMemoryJobs;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.NewJob;
import org.tassis.migration.job.Uploads;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestGreylist;
import org.tassis.testkit.TestMessages;

/// A {@link Site} with all that the API asks for: a queue, a trace, who waits.
final class ApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofDays(5);

    final Site site;
    private final Path directory;
    final ApiDescription description;
    private final InMemoryQueue queue;
    private int networks;
    private final InMemoryTrace trace = new InMemoryTrace();
    private final Greylist greylist = TestGreylist.at(InstantSource.system());
    private final MailStore store = new InMemoryMailStore(_ -> org.tassis.core.Quota.UNLIMITED, InstantSource.system());
    private final Migrations migrations = new Migrations(
            new InMemoryJobs(),
            Map.of(Job.Kind.IMAP, (_, _, _) -> {}, Job.Kind.FILES, (_, _, _) -> {}),
            2,
            InstantSource.system());
    private final InMemoryTallies tallies = new InMemoryTallies();
    private int browsers;

    ApiServer(Path directory) throws Exception {
        this.directory = directory;
        queue = new InMemoryQueue(store);
        site = new Site(directory, this::services);
        description = new ApiDescription(site.api("admin", "").get("/api/v1/openapi.json"));
    }

    private Services services(TestDirectory people) {
        return new Services(
                        SecondFactors.class,
                        ApiParts.class,
                        Copies.class,
                        CertificateShelf.class,
                        Machinery.class,
                        Migrations.class,
                        Uploads.class,
                        DnsAdvice.class)
                .put(Copies.class, new CannedCopies(people.directory))
                .put(CertificateShelf.class, new AdminThings.NoCertificates())
                .put(Machinery.class, AdminThings.machinery(people, queue, greylist, trace, store, tallies, directory))
                .put(Migrations.class, migrations)
                .put(Uploads.class, new Uploads(directory.resolve("uploads")))
                .put(DnsAdvice.class, AdminThings.advice(people))
                .put(
                        ApiParts.class,
                        new ApiParts(
                                QueueDesk.withoutServer(queue, PATIENCE, InstantSource.system(), trace),
                                trace,
                                new SigningKeys(
                                        new InMemoryDomainKeyRecords(people.records),
                                        Publication.UNKNOWN,
                                        InstantSource.system()),
                                greylist,
                                new AccessLists(new InMemoryAccessRules(), InstantSource.system())));
    }

    /// A program with a token of that owner.
    Api as(String owner, String scopes) {
        String secret = site.people
                .desk
                .tokens(Visit.CONSOLE)
                .add(Optional.of(owner), "test", TokenScopes.parse(scopes).orElseThrow(), Duration.ofDays(1))
                .secret()
                .reveal();
        return site.api(secret, description::check);
    }

    /// The number of a token of that owner.
    long token(String owner) {
        return site.people
                .desk
                .tokens(Visit.CONSOLE)
                .add(Optional.of(owner), "test", TokenScopes.ALL, Duration.ofDays(1))
                .token()
                .id();
    }

    /// An entry of the queue that is nobody's.
    long queued(String recipient) {
        return queued(recipient, Optional.empty());
    }

    long queued(String recipient, Account owner) {
        return queued(recipient, Optional.of(owner.id()));
    }

    private long queued(String recipient, Optional<AccountId> owner) {
        return queue.accept(
                        TestMessages.content(TestMessages.simple("queued", "text")),
                        Instant.now(),
                        List.of(),
                        List.of(new Outgoing(
                                "id-" + recipient,
                                owner,
                                EmailAddress.parse("ann@example.org"),
                                MailParameters.NONE,
                                "",
                                List.of(new Outgoing.To(EmailAddress.valueOf(recipient), RecipientParameters.NONE)))),
                        PATIENCE)
                .getFirst()
                .id();
    }

    /// Puts a message of that id into Junk of a mailbox.
    void caught(String message, Account owner) throws Exception {
        String recipient = owner.primary().orElseThrow().toString();
        String subject = "caught " + message;
        MailboxId junk = store.mailboxes(owner.id()).stream()
                .filter(box -> box.uses().contains(SpecialUse.JUNK))
                .findFirst()
                .orElseThrow()
                .id();
        store.deliver(
                TestMessages.content(TestMessages.simple(subject, "text")),
                Instant.now(),
                List.of(new Destination(junk, Flags.NONE)));
        trace.record(new TraceEvent.Accepted(
                Instant.now(),
                message,
                new Peer("192.0.2.1", "far.example", "mx", ""),
                "x@far.example",
                List.of(recipient),
                "<" + Integer.toHexString(subject.hashCode()) + "@example.org>", // as that message has it
                subject,
                100,
                List.of()));
        trace.record(new TraceEvent.Filtered(Instant.now(), message, recipient, "junk", ""));
        trace.record(new TraceEvent.Delivered(
                Instant.now(), message, recipient, owner.login().value()));
    }

    void traced(TraceEvent event) {
        trace.record(event);
    }

    /// Somebody who waits, each time from another network.
    String waiting(Account owner, String sender) throws Exception {
        networks++;
        greylist.decide(new Attempt(
                InetAddress.getByName("192.0." + networks + ".77"),
                EmailAddress.parse(sender),
                owner.primary().orElseThrow(),
                false,
                Optional.of(owner.id())));
        return Long.toString(greylist.visitors(Visitor.State.WAITING, Optional.of(owner.id()), 1)
                .getFirst()
                .id());
    }

    /// Somebody who need not wait.
    String trusted(String sender) throws Exception {
        greylist.letIn(new Attempt(
                InetAddress.getByName("198.51.100.7"),
                EmailAddress.parse(sender),
                EmailAddress.valueOf("info@monsite.example"),
                false,
                Optional.empty()));
        return Long.toString(
                greylist.trusted(sender, Optional.empty(), 1).getFirst().id());
    }

    /// What another server told of a domain: three messages that failed, and nine connections that went well.
    void reported(String domain) {
        DomainName name = TestDirectory.domain(domain);
        LocalDate day = LocalDate.now(ZoneOffset.UTC);
        tallies.add(List.of(
                new Tally(
                        Tally.Kind.DMARC_TOLD,
                        day,
                        name,
                        List.of("mx.far.example", "192.0.2.66", "none", "fail", "fail"),
                        3),
                new Tally(Tally.Kind.TLS_TOLD, day, name, List.of("mx.far.example", "sts", "", "", "mail"), 9)));
    }

    /// A job that brings in mail.
    long moving(Account owner) {
        return given(owner, Job.Kind.IMAP, new TreeMap<>());
    }

    /// Likewise, from a file that was sent.
    long sent(Account owner) {
        return given(owner, Job.Kind.FILES, new TreeMap<>(Map.of("upload", "0-0", "name", "Old.mbox")));
    }

    private long given(Account owner, Job.Kind kind, SortedMap<String, String> spec) {
        return migrations
                .give(new NewJob(kind, owner.id(), owner.login().value(), spec, "operator", Optional.empty(), false))
                .id();
    }

    /// The key of a browser that somebody is logged in with.
    String browser(Account owner) {
        browsers++;
        String key = "%064x".formatted(browsers);
        Instant now = Instant.now();
        site.people
                .desk
                .access()
                .put(new PageSession(
                        key, owner.id(), now, now, now.plus(Duration.ofDays(1)), "192.0.2.9", "Firefox " + browsers));
        return key;
    }

    /// Does it, whether it can be done or not.
    static void perhaps(Runnable work) {
        try {
            work.run();
        } catch (DirectoryException e) {
            // it is as it should be already
        }
    }

    @Override
    public void close() {
        site.close();
        migrations.close();
    }
}
