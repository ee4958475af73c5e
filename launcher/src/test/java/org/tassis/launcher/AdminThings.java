package org.tassis.launcher;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Connections;
import org.tassis.admin.operations.Machinery;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.access.FailedLogins;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.Visitor;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.desk.Doorkeeper;
import org.tassis.mailflow.desk.Quarantine;
import org.tassis.mailflow.desk.QueueRoom;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.publish.RecordCheck;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.report.InMemoryTallies;
import org.tassis.mailflow.report.TallyBuffer;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.migration.job.InMemoryJobs;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.NewJob;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestGreylist;
import org.tassis.testkit.TestMessages;

/// What the pages of administration work with, in memory, and something of each customer in all of it.
final class AdminThings implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofDays(5);
    private static final InstantSource CLOCK = InstantSource.system();

    private final TestDirectory people;
    private final Path directory;
    private final CannedCopies copies;
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, CLOCK);
    private final InMemoryQueue queue = new InMemoryQueue(store);
    private final InMemoryTrace trace = new InMemoryTrace();
    private final Greylist greylist = TestGreylist.at(CLOCK);
    private final Migrations migrations =
            new Migrations(new InMemoryJobs(), Map.of(Job.Kind.IMAP, (_, _, _) -> {}), 2, CLOCK);
    private int networks;

    /// @param directory for files
    AdminThings(TestDirectory people, Path directory) {
        this.people = people;
        this.directory = directory;
        this.copies = new CannedCopies(people.directory);
    }

    Services services() {
        return new Services(
                        SecondFactors.class,
                        Copies.class,
                        CertificateShelf.class,
                        Machinery.class,
                        Migrations.class,
                        DnsAdvice.class)
                .put(Copies.class, copies)
                .put(CertificateShelf.class, new NoCertificates())
                .put(
                        Machinery.class,
                        machinery(people, queue, greylist, trace, store, new InMemoryTallies(), directory))
                .put(Migrations.class, migrations)
                .put(DnsAdvice.class, advice(people));
    }

    /// Nobody is connected but one program, and nothing grows.
    static Machinery machinery(
            TestDirectory people,
            InMemoryQueue queue,
            Greylist greylist,
            InMemoryTrace trace,
            MailStore store,
            InMemoryTallies tallies,
            Path directory) {
        TraceRoom room = new TraceRoom(people.desk, trace);
        return new Machinery(
                new QueueRoom(people.desk, QueueDesk.withoutServer(queue, PATIENCE, CLOCK, trace)),
                new Doorkeeper(people.desk, greylist),
                room,
                new Quarantine(people.desk, room, store, CLOCK),
                new ReportDesk(tallies, new TallyBuffer(tallies, CLOCK), Optional.empty()),
                new OneConnection(),
                new NoUsage(),
                new FailedLogins(people.authenticator, CLOCK),
                new io.micrometer.core.instrument.simple.SimpleMeterRegistry(),
                List.of(),
                directory.resolve("figures"));
    }

    /// Of a DNS that has nothing.
    static DnsAdvice advice(TestDirectory people) {
        DomainName host = TestDirectory.domain("mail.example.net");
        return new DnsAdvice(
                host,
                List::of,
                new SigningKeys(new InMemoryDomainKeyRecords(people.records), Publication.UNKNOWN, CLOCK),
                people.directory,
                new StsPublication(StsPublication.Mode.TESTING, Duration.ofDays(7), host, _ -> true),
                List.of(),
                Optional::empty,
                new RecordCheck(new InMemoryDns(), host, CLOCK));
    }

    /// Something of the customer for each word in brackets: `{m}` a mailbox, `{d}` a domain, `{c}` the
    /// customer, `{a}` an alias, `{queued}` an entry of the queue, `{waiting}` a stranger who waits to write
    /// to it, `{work}` work on its backups, `{moving}` mail that is fetched for it.
    String fill(String text, String customer) throws Exception {
        String filled = text.replace("{m}", customer + "0001")
                .replace("{d}", customer + ".example")
                .replace("{c}", customer)
                .replace("{a}", "team@" + customer + ".example");
        if (!filled.contains("{")) {
            return filled;
        }
        Account mailbox = people.directory.identify(customer + "0001").orElseThrow();
        if (filled.contains("{queued}")) {
            filled = filled.replace("{queued}", Long.toString(queued(mailbox)));
        }
        if (filled.contains("{waiting}")) {
            filled = filled.replace("{waiting}", Long.toString(waiting(mailbox)));
        }
        if (filled.contains("{work}")) {
            Customer owner = people.desk.customers(Visit.CONSOLE).find(new Login(customer));
            filled = filled.replace(
                    "{work}",
                    Long.toString(copies.check(CannedCopies.ID, new Copies.Giver(customer, Optional.of(owner.id())))
                            .id()));
        }
        if (filled.contains("{moving}")) {
            filled = filled.replace(
                    "{moving}",
                    Long.toString(migrations
                            .give(new NewJob(
                                    Job.Kind.IMAP,
                                    mailbox.id(),
                                    mailbox.login().value(),
                                    new TreeMap<>(),
                                    "operator",
                                    Optional.empty(),
                                    false))
                            .id()));
        }
        return filled;
    }

    private long queued(Account owner) {
        return queue.accept(
                        TestMessages.content(TestMessages.simple("queued", "text")),
                        Instant.now(),
                        List.of(),
                        List.of(new Outgoing(
                                "id",
                                Optional.of(owner.id()),
                                EmailAddress.parse("a@elsewhere.example"),
                                MailParameters.NONE,
                                "",
                                List.of(new Outgoing.To(
                                        EmailAddress.valueOf("b@far.example"), RecipientParameters.NONE)))),
                        PATIENCE)
                .getFirst()
                .id();
    }

    /// Each time from another network.
    private long waiting(Account owner) throws Exception {
        networks++;
        greylist.decide(new Attempt(
                InetAddress.getByName("192.0." + networks + ".77"),
                EmailAddress.parse("stranger@far.example"),
                owner.primary().orElseThrow(),
                false,
                Optional.of(owner.id())));
        return greylist.visitors(Visitor.State.WAITING, Optional.of(owner.id()), 1)
                .getFirst()
                .id();
    }

    @Override
    public void close() {
        migrations.close();
    }

    static final class NoCertificates implements CertificateShelf {
        @Override
        public List<Shown> all() {
            return List.of();
        }

        @Override
        public Optional<String> authority() {
            return Optional.empty();
        }

        @Override
        public int order(Optional<String> name) {
            return 0;
        }
    }

    private static final class OneConnection implements Connections {
        @Override
        public List<Open> open() {
            return List.of(new Open(
                    "imap-1",
                    "imap",
                    "imaps",
                    "192.0.2.8",
                    true,
                    Optional.empty(),
                    "Thunderbird",
                    Instant.parse("2026-11-21T02:30:00Z")));
        }

        @Override
        public boolean end(String id) {
            return id.equals("imap-1");
        }
    }

    private static final class NoUsage implements UsageRecords {
        @Override
        public boolean sample(LocalDate today) {
            return false;
        }

        @Override
        public List<Growing> growing(Optional<CustomerId> customer, int percent, LocalDate today, int limit) {
            return List.of();
        }

        @Override
        public List<Total> totals() {
            return List.of();
        }
    }
}
