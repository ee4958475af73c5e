package org.tassis.mailflow.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;

/// What people delete is told, with the id under which it came.
@Timeout(60)
class DeletionsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:39:06Z");
    private static final AccountId ANN = new AccountId(1);

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, clock);
    private final InMemoryTrace trace = new InMemoryTrace();

    private MailboxId box(String name) {
        store.mailboxes(ANN);
        return store.mailbox(ANN, new MailboxName(name)).orElseThrow().id();
    }

    private void arrives(String received) throws IOException {
        byte[] octets = ("Authentication-Results: here.example; none\r\nReceived: " + received
                        + ";\r\n\tSat, 21 Nov 2026 08:39:06 +0000\r\nReceived: from x\r\n\tby here.example with SMTP id"
                        + " forged;\r\n\tnow\r\nSubject: Hello\r\n\r\nHi.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (Spool spool = new Spool(Path.of("unused"))) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            store.deliver(spool, NOW, List.of(new Destination(box("INBOX"), Flags.NONE)));
        }
    }

    private List<Story> told(String word) {
        return trace.find(new TraceQuery(List.of(word), NOW.minusSeconds(60), NOW.plusSeconds(60), 10));
    }

    /// The store tells of changes a moment later.
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsDeletedEndsItsStory() throws Exception {
        try (Deletions deletions = new Deletions(store, "here.example", _ -> Optional.of("ann"), trace, clock)) {
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTPS id k1\r\n\t(using TLS)");
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k2");
            arrives("from a.example ([192.0.2.1])\r\n\tby there.example with ESMTP id k3");
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k4");
            trace.record(new TraceEvent.Delivered(NOW, "k1", "info@here.example", "ann"));
            store.move(box("INBOX"), UidSet.of(2), box("Trash"));
            store.expunge(box("INBOX"), UidSet.of(1, 3));
            await(() -> told("k1").stream()
                    .flatMap(story -> story.events().stream())
                    .anyMatch(TraceEvent.Deleted.class::isInstance));
        }
        assertThat(told("k1")).singleElement().satisfies(story -> assertThat(story.endings())
                .containsOnlyKeys("info@here.example")
                .containsValue(new TraceEvent.Deleted(NOW, "k1", "ann", "ann")));
        assertThat(told("k2")).as("moved").isEmpty();
        assertThat(told("k3")).as("of another server").isEmpty();
        assertThat(told("forged")).isEmpty();
        assertThat(told("k4")).as("kept").isEmpty();
    }

    @Test
    void whatIsDeletedWithItsFolderToo() throws Exception {
        try (Deletions deletions = new Deletions(store, "here.example", _ -> Optional.of("ann"), trace, clock)) {
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k2");
            store.mailboxes(ANN);
            store.create(ANN, new MailboxName("Shop"), Set.of());
            store.move(box("INBOX"), UidSet.of(1), box("Shop"));
            store.delete(ANN, new MailboxName("Shop"));
            await(() -> !told("ann").isEmpty());
        }
        assertThat(told("ann")).singleElement().satisfies(story -> assertThat(story.message())
                .isEqualTo("k2"));
    }

    @Test
    void ofAGreatHeapEachOne() throws Exception {
        int many = 1_234;
        try (Deletions deletions = new Deletions(store, "here.example", _ -> Optional.of("ann"), trace, clock)) {
            for (int i = 0; i < many; i++) {
                arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k" + i);
            }
            store.expunge(box("INBOX"), UidSet.ALL);
            await(() -> !told("k" + (many - 1)).isEmpty());
        }
        for (int i = 0; i < many; i++) {
            assertThat(told("k" + i)).hasSize(1);
        }
    }

    @Test
    void whatARemovedMailboxHadEndsItsStory() throws Exception {
        try (Deletions deletions = new Deletions(store, "here.example", _ -> Optional.of("ann"), trace, clock)) {
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k1");
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k2");
            store.move(box("INBOX"), UidSet.of(2), box("Archive"));
            deletions.allOf(ANN);
        }
        assertThat(told("ann")).extracting(Story::message).containsExactlyInAnyOrder("k1", "k2");
    }

    @Test
    void whatIsDeletedFromTheTrashToo() throws Exception {
        try (Deletions deletions = new Deletions(store, "here.example", _ -> Optional.of("ann"), trace, clock)) {
            arrives("from a.example ([192.0.2.1])\r\n\tby here.example with ESMTP id k2");
            store.move(box("INBOX"), UidSet.of(1), box("Trash"));
            store.expunge(box("Trash"), store.snapshot(box("Trash")).uids());
            await(() -> !told("ann").isEmpty());
        }
        assertThat(told("ann")).singleElement().satisfies(story -> assertThat(story.message())
                .isEqualTo("k2"));
    }
}
