package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectorySettings;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.PasswordRules;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.InMemoryAudit;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.desk.Caught;
import org.tassis.mailflow.desk.Quarantine;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.Mailbox;

class QuarantineTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private final Directory directory = new Directory(
            new InMemoryDirectoryRecords(),
            new QuickHash(),
            new PasswordRules(0),
            () -> NOW,
            DirectorySettings.DEFAULT);
    private final Desk desk = new Desk(directory, new InMemoryAudit(), () -> NOW);
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, () -> NOW);
    private final InMemoryTrace trace = new InMemoryTrace();
    private final Quarantine quarantine = new Quarantine(desk, new TraceRoom(desk, trace), store, () -> NOW);
    private Account ann;
    private Visit annsAdministrator;
    private Visit foreigner;

    @BeforeEach
    void aMessageIsPutIntoJunk() throws IOException {
        Customer ours = directory.customers().add(NewCustomer.named(new Login("ours")));
        Customer theirs = directory.customers().add(NewCustomer.named(new Login("theirs")));
        directory.addDomain(DomainName.parse("ours.example").orElseThrow(), ours.id());
        directory.addDomain(DomainName.parse("theirs.example").orElseThrow(), theirs.id());
        ann = directory
                .addPrepared(
                        NewAccount.named(new Login("ann"))
                                .of(ours.id())
                                .withPrimary(EmailAddress.valueOf("ann@ours.example")),
                        Optional.empty())
                .account();
        annsAdministrator = new Visit(new Actor.DomainAdministrator(ann, ours.id()), "page", "192.0.2.9");
        Account theirAdministrator = directory
                .addPrepared(NewAccount.named(new Login("tom")).of(theirs.id()), Optional.empty())
                .account();
        foreigner = new Visit(new Actor.DomainAdministrator(theirAdministrator, theirs.id()), "page", "192.0.2.9");
        deliver("<other@far.example>", "Other");
        deliver("<1@far.example>", "Hello");
        trace.record(new TraceEvent.Accepted(
                NOW,
                "m1",
                new Peer("192.0.2.1", "mx.far.example", "smtp", ""),
                "x@far.example",
                List.of("ann@ours.example"),
                "<1@far.example>",
                "Hello",
                100,
                List.of()));
        trace.record(new TraceEvent.Delivered(NOW, "m1", "ann@ours.example", "ann"));
        trace.record(new TraceEvent.Filtered(NOW, "m1", "ann@ours.example", "junk", "junk, score=9"));
    }

    private void deliver(String messageId, String subject) throws IOException {
        try (Spool spool = new Spool(Path.of("unused"))) {
            byte[] octets = ("Message-ID: " + messageId + "\r\nSubject: " + subject + "\r\n\r\nHi.\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            spool.write(octets, 0, octets.length);
            spool.finish();
            store.deliver(
                    spool, NOW, List.of(new Destination(box(SpecialUse.JUNK).id(), Flags.NONE)));
        }
    }

    private Mailbox box(SpecialUse use) {
        return store.mailboxes(ann.id()).stream()
                .filter(mailbox -> mailbox.uses().contains(use))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itIsFoundAndBroughtToTheInbox() {
        List<Caught> caught = quarantine.find(Visit.CONSOLE, "ours.example", WEEK, 10);
        assertThat(caught).hasSize(1);
        assertThat(caught.getFirst().login()).isEqualTo("ann");
        assertThat(caught.getFirst().subject()).isEqualTo("Hello");
        assertThat(quarantine.isThere(caught.getFirst())).isTrue();
        assertThat(quarantine.release(annsAdministrator, caught.getFirst())).isTrue();
        assertThat(quarantine.isThere(caught.getFirst())).isFalse();
        assertThat(quarantine.release(annsAdministrator, caught.getFirst())).isFalse();
        var inbox = store.snapshot(
                store.mailbox(ann.id(), MailboxName.INBOX).orElseThrow().id());
        assertThat(inbox.count()).isEqualTo(1);
        assertThat(store.message(inbox, 0).structure().envelope().subject()).contains("Hello");
        assertThat(desk.audit(Visit.CONSOLE, AuditQuery.ALL, OptionalLong.empty(), 10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.what()).isEqualTo("quarantine release"));
    }

    @Test
    void othersSeeAndDoNothing() {
        Caught caught = quarantine.find(Visit.CONSOLE, "", WEEK, 10).getFirst();
        assertThat(quarantine.find(foreigner, "", WEEK, 10)).isEmpty();
        assertThat(quarantine.one(foreigner, caught.message(), caught.recipient()))
                .isEmpty();
        assertThat(quarantine.one(annsAdministrator, caught.message(), caught.recipient()))
                .isPresent();
        assertThatThrownBy(() -> quarantine.release(foreigner, caught)).isInstanceOf(DirectoryException.class);
    }
}
