package org.tassis.mailflow.contact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.contact.InMemoryContacts;
import org.tassis.mailflow.Heard;
import org.tassis.message.Spool;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.NewMessage;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CollectorTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final AccountId ANN = new AccountId(1);

    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, CLOCK);
    private final Contacts contacts = new Contacts(new InMemoryContacts(), CLOCK, Duration.ofDays(30));
    private final Collector collector = new Collector(store, contacts, CLOCK);

    @AfterEach
    void close() {
        collector.close();
    }

    private MailboxId box(String name) {
        store.mailboxes(ANN);
        return store.mailbox(ANN, new MailboxName(name)).orElseThrow().id();
    }

    private long put(String box, Instant when, String header) throws IOException {
        try (Spool spool = new Spool(Path.of("unused"))) {
            byte[] octets = (header + "\r\n\r\nx\r\n").getBytes(StandardCharsets.UTF_8);
            spool.write(octets, 0, octets.length);
            spool.finish();
            return store.append(box(box), List.of(new NewMessage(spool, Flags.NONE, when)))
                    .getFirst()
                    .uid();
        }
    }

    private List<String> known() throws Exception {
        Heard.all(store);
        assertThat(collector.settled().get(10, TimeUnit.SECONDS)).isTrue();
        return contacts.find(ANN, "").stream()
                .map(one -> one.card().title() + " " + one.card().addresses().getFirst()
                        + (one.collected() ? " collected" : ""))
                .toList();
    }

    @Test
    void recipientsOfWhatIsSentAreNotedWithTheirNames() throws Exception {
        put(
                "Sent",
                NOW,
                "To: =?UTF-8?Q?Ren=C3=A9e?= <renee@example.org>, friends: x@example.org;\r\nBcc: B <b@example.org>");
        assertThat(known())
                .containsExactlyInAnyOrder(
                        "Ren\u00e9e renee@example.org collected",
                        "x@example.org x@example.org collected",
                        "B b@example.org collected");
    }

    @Test
    void whatIsNoSendingIsLeftAlone() throws Exception {
        put("INBOX", NOW, "To: inbox@example.org");
        put("Drafts", NOW, "To: draft@example.org");
        put("Sent", NOW.minus(Duration.ofDays(3)), "To: imported@example.org");
        put("Sent", NOW, "To: not an address, <>, @, a@\r\nSubject: x");
        put("Sent", NOW, "Subject: nobody");
        assertThat(known()).isEmpty();
    }

    @Test
    void aMessageThatIsMovedThereWasSent() throws Exception {
        long uid = put("Drafts", NOW, "To: moved@example.org");
        store.move(box("Drafts"), UidSet.of(uid), box("Sent"));
        assertThat(known()).containsExactly("moved@example.org moved@example.org collected");
    }
}
