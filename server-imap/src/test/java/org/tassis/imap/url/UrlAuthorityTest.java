package org.tassis.imap.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.imap.url.UrlAuthority.Outcome;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.InMemoryUrlKeys;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.store.UrlKeys;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

class UrlAuthorityTest {
    private static final String INBOX = "imap://ann@mail.example.org/INBOX/;UID=1";

    private final TestDirectory people = new TestDirectory();
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final UrlKeys keys = new InMemoryUrlKeys();
    private final TestClock clock = new TestClock();
    private final UrlAuthority authority = new UrlAuthority(store, keys, people.directory::identify, clock);
    private Mailbox inbox;

    @BeforeEach
    void putAMessage() {
        inbox = store.mailbox(people.ann.id(), MailboxName.INBOX).orElseThrow();
        store.append(
                inbox.id(),
                List.of(new NewMessage(
                        TestMessages.content(TestMessages.simple("x", "text")), Flags.NONE, clock.instant())));
    }

    private String url(String rump) {
        return authority.authorize(people.ann.id(), rump).orElseThrow(() -> new AssertionError(rump));
    }

    private Outcome read(String url, Account reader) {
        return authority.read(url, reader.id(), false);
    }

    @Test
    void theTokenVouchesForTheUrlAsItIs() {
        String url = url(INBOX + ";URLAUTH=authuser");
        assertThat(url).startsWith(INBOX + ";URLAUTH=authuser:internal:01").matches(".*:01[0-9a-f]{64}");
        assertThat(url(INBOX + ";URLAUTH=authuser")).isEqualTo(url);
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Allowed.class);
        assertThat(read(url.replace(":internal:", ":INTERNAL:"), people.bob)).isInstanceOf(Outcome.Allowed.class);
        for (String other : List.of(
                url.replace("mail.example.org", "MAIL.example.org"),
                url.replace("UID=1", "uid=1"),
                url.replace("INBOX", "%49NBOX"),
                url.replace("authuser", "anonymous"),
                url.replace("/;UID=1", "/;UID=1/;SECTION=1"),
                url.replace(":01", ":02"),
                url.replace(":internal:", ":xsample:"),
                url.substring(0, url.length() - 1))) {
            assertThat(read(other, people.bob)).as(other).isInstanceOf(Outcome.Forbidden.class);
        }
    }

    @Test
    void aUrlExpires() {
        String url = url(INBOX + ";EXPIRE=" + clock.instant().plusSeconds(60) + ";URLAUTH=anonymous");
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Allowed.class);
        clock.advance(Duration.ofSeconds(60));
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Allowed.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Forbidden.class);
    }

    @Test
    void aKeyThatIsRenewedTakesUrlsBack() {
        String url = url(INBOX + ";URLAUTH=user+bob@example.org");
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Allowed.class);
        assertThat(read(url, people.ann)).isInstanceOf(Outcome.Forbidden.class);
        keys.renew(people.ann.id(), inbox.id());
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Forbidden.class);
    }

    @Test
    void whoForgesAUrlMakesNoKey() {
        String forged = INBOX + ";URLAUTH=anonymous:internal:01" + "0".repeat(64);
        assertThat(read(forged, people.bob)).isInstanceOf(Outcome.Forbidden.class);
        assertThat(keys.find(people.ann.id(), inbox.id())).isEmpty();
    }

    @Test
    void submissionIsAnotherRight() {
        String url = url(INBOX + ";URLAUTH=submit+bob");
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Forbidden.class);
        assertThat(authority.read(url, people.bob.id(), true)).isInstanceOf(Outcome.Allowed.class);
        assertThat(authority.read(url, people.ann.id(), true)).isInstanceOf(Outcome.Forbidden.class);
    }

    @Test
    void theMailboxIsReadAsItIsNow() {
        String url = url(INBOX + ";URLAUTH=anonymous");
        String other = url("imap://ann@x/INBOX;UIDVALIDITY=1/;UID=1;URLAUTH=anonymous");
        assertThat(read(other, people.bob)).isInstanceOf(Outcome.Nothing.class);
        store.expunge(inbox.id(), UidSet.of(1));
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Nothing.class);
    }

    @Test
    void aMailboxOfThatNameLaterIsAnotherOne() {
        MailboxName name = new MailboxName("a");
        store.create(people.ann.id(), name, Set.of());
        String url = url("imap://ann@x/a/;UID=1;URLAUTH=anonymous");
        store.delete(people.ann.id(), name);
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Forbidden.class);
        store.create(people.ann.id(), name, Set.of());
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Forbidden.class);
    }

    @Test
    void whoIsSwitchedOffIsNotReadAndReadsNothing() {
        String url = url(INBOX + ";URLAUTH=anonymous");
        String ofBob = url(INBOX + ";URLAUTH=user+bob");
        people.enable(people.bob, false);
        assertThat(read(ofBob, people.bob)).isInstanceOf(Outcome.Forbidden.class);
        people.enable(people.ann, false);
        assertThat(read(url, people.bob)).isInstanceOf(Outcome.Forbidden.class);
    }

    @Test
    void onlyOwnUrlsThatNameTheirReadersAreAuthorized() {
        for (String rump : List.of(
                INBOX,
                "imap://mail.example.org/INBOX/;UID=1;URLAUTH=anonymous",
                "imap://bob@mail.example.org/INBOX/;UID=1;URLAUTH=anonymous",
                "imap://nobody@mail.example.org/INBOX/;UID=1;URLAUTH=anonymous",
                "imap://ann@mail.example.org/Nowhere/;UID=1;URLAUTH=anonymous",
                "imap://ann@mail.example.org/INBOX;URLAUTH=anonymous",
                "/INBOX/;UID=1;URLAUTH=anonymous",
                INBOX + ";URLAUTH=anonymous:internal:" + "0".repeat(64),
                "nonsense")) {
            assertThat(authority.authorize(people.ann.id(), rump)).as(rump).isEmpty();
        }
    }
}
