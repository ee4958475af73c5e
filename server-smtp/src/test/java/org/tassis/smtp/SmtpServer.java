package org.tassis.smtp;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.mailflow.MailFlow;
import org.tassis.smtp.SmtpSettings.Role;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;

/// An engine with a store and people, to be talked to by {@link ScriptedConnection}s.
final class SmtpServer {
    final TestClock clock = new TestClock();
    final TestDirectory people = new TestDirectory();
    final InMemoryMailStore store = new InMemoryMailStore(people.directory::quotaOf, clock);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MailFlow flow;
    final SmtpProtocol protocol;
    /// The same with the URLs of {@link TestUrls}.
    final SmtpProtocol withUrls;
    final Path spool;

    SmtpServer(Role role) {
        this(SmtpSettings.of("mx.example.org", role));
    }

    SmtpServer(SmtpSettings settings) {
        try {
            spool = Files.createTempDirectory("smtp-spool");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        flow = new MailFlow(
                people.directory,
                () -> Optional.of(TestDirectory.domain("example.org")),
                store,
                clock,
                settings.maxMessageSize());
        protocol = new SmtpProtocol(settings, flow, people.authenticator, meters, clock, spool);
        withUrls = protocol.withUrls(new TestUrls());
    }

    static SmtpServer mx() {
        return new SmtpServer(Role.MX);
    }

    static SmtpServer submission() {
        return new SmtpServer(Role.SUBMISSION);
    }

    ScriptedConnection client() {
        return new ScriptedConnection(clock);
    }

    /// What the server says to all these lines sent at once, and then the end of the connection.
    Talk talk(String... lines) {
        return talk(client -> client.says(lines));
    }

    Talk talk(Consumer<ScriptedConnection> script) {
        ScriptedConnection client = client();
        script.accept(client);
        return talk(client);
    }

    Talk talk(ScriptedConnection client) {
        boolean closedByServer = true;
        try {
            protocol.serve(client);
        } catch (IOException e) {
            closedByServer = false;
        }
        client.close();
        return new Talk(client.heard(), closedByServer);
    }

    /// @param closedByServer whether the session came to an end before the script did
    record Talk(String all, boolean closedByServer) {
        /// The last line of every reply.
        List<String> replies() {
            return all.lines().filter(line -> line.charAt(3) == ' ').toList();
        }

        String last() {
            return replies().getLast();
        }

        /// The codes, e.g. `220 250 221`.
        String codes() {
            return String.join(
                    " ", replies().stream().map(line -> line.substring(0, 3)).toList());
        }
    }

    int count(Account account) {
        return inbox(account).count();
    }

    MailboxSnapshot inbox(Account account) {
        return folder(account, "INBOX");
    }

    MailboxSnapshot folder(Account account, String name) {
        store.mailboxes(account.id());
        MailboxId id =
                store.mailbox(account.id(), new MailboxName(name)).orElseThrow().id();
        return store.snapshot(id);
    }

    /// A stored message as Latin-1.
    String message(Account account, int index) {
        MailboxSnapshot inbox = inbox(account);
        var message = store.message(inbox, index);
        return new String(message.octets(0, (int) message.size()), StandardCharsets.ISO_8859_1);
    }

    /// A stored message from the first line the sender wrote: without the fields this server put on top.
    String sent(Account account, int index) {
        String all = message(account, index);
        int received = all.indexOf("+0000\r\n");
        return all.substring(received + 7);
    }

    /// Files left in the spool directory.
    List<Path> spooled() {
        try (var files = Files.list(spool)) {
            return new ArrayList<>(files.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
