package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Letter;
import org.tassis.directory.desk.Post;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.Outgoing;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;
import org.tassis.testkit.TestDirectory;

class LetterPostTest implements Intake {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final TestDirectory people = new TestDirectory();
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.fixed(NOW));
    private final List<String> texts = new ArrayList<>();
    private final List<Outgoing> left = new ArrayList<>();
    private final Post post = new LetterPost(
            people.directory, store, this, () -> Optional.of(new DomainName("example.org")), InstantSource.fixed(NOW));

    @Override
    public boolean passesOn() {
        return true;
    }

    @Override
    public void accept(MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
        try (var octets = content.open()) {
            texts.add(new String(octets.readAllBytes(), StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (!mailboxes.isEmpty()) {
            store.deliver(content, now, mailboxes);
        }
        left.addAll(outgoing);
    }

    private int inbox() {
        return store.mailbox(people.ann.id(), MailboxName.INBOX)
                .map(inbox -> store.snapshot(inbox.id()).count())
                .orElse(0);
    }

    @Test
    void aLetterComesIntoTheMailbox() {
        post.send(new Letter("Bienvenue à tous", "é\nline"), new Post.To.Mailbox(people.ann.id()));
        assertThat(inbox()).isEqualTo(1);
        assertThat(left).isEmpty();
        String text = texts.getFirst();
        assertThat(text)
                .startsWith("From: Tassis <postmaster@example.org>\r\nTo: <ann@example.org>\r\nSubject: =?")
                .contains("\r\nDate: Sun, 1 Mar 2026 12:00:00 +0000\r\n")
                .contains("\r\nAuto-Submitted: auto-generated\r\n");
        assertThat(text.chars()).allMatch(c -> c < 0x80);
        String body = text.substring(text.indexOf("\r\n\r\n") + 4);
        assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8))
                .isEqualTo("é\r\nline");
    }

    @Test
    void whoRunsTheServerIsThePostmasterOfItsFirstDomain() {
        people.directory
                .redirections()
                .addAlias(
                        EmailAddress.valueOf("postmaster@example.org"),
                        List.of(EmailAddress.valueOf("info@example.org")));
        post.send(new Letter("s", "t"), new Post.To.Postmaster());
        assertThat(inbox()).isEqualTo(1);
        assertThat(texts.getFirst()).contains("To: <postmaster@example.org>");
        new LetterPost(people.directory, store, this, Optional::empty, InstantSource.fixed(NOW))
                .send(new Letter("s", "t"), new Post.To.Postmaster());
        assertThat(texts).as("a server without domains").hasSize(1);
    }

    @Test
    void aLetterGoesToAddressesHereAndElsewhere() {
        post.send(new Letter("s", "t"), new Post.To.Address(EmailAddress.valueOf("info@example.org")));
        assertThat(inbox()).isEqualTo(1);
        post.send(new Letter("s", "t"), new Post.To.Address(EmailAddress.valueOf("a@away.example")));
        assertThat(inbox()).isEqualTo(1);
        assertThat(left).singleElement().satisfies(one -> {
            assertThat(one.sender()).isEmpty();
            assertThat(one.authored()).isTrue();
            assertThat(one.recipients().getFirst().address()).isEqualTo(EmailAddress.valueOf("a@away.example"));
        });
        assertThatThrownBy(() ->
                        post.send(new Letter("s", "t"), new Post.To.Address(EmailAddress.valueOf("no@example.org"))))
                .isInstanceOf(DirectoryException.class);
    }
}
