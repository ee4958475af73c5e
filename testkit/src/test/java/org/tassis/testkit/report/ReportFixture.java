package org.tassis.testkit.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tassis.core.DomainName;
import org.tassis.core.Quota;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.report.InMemoryTallies;
import org.tassis.mailflow.report.TallyBuffer;
import org.tassis.mailflow.report.mail.ReportMail;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;

/// A server that counts and reports, without a network.
final class ReportFixture {
    static final DomainName ORG = new DomainName("example.org");

    /// A message that went into the queue, with what it would look like on the wire.
    record Sent(Outgoing outgoing, String message) {
        /// The attachment, unpacked.
        String report() {
            String body = message.substring(message.indexOf("base64\r\n\r\n") + 10);
            byte[] packed = Base64.getMimeDecoder().decode(body.substring(0, body.indexOf("\r\n--")));
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    final TestClock clock = new TestClock();
    final InMemoryTallies tallies = new InMemoryTallies();
    final TallyBuffer buffer = new TallyBuffer(tallies, clock);
    final InMemoryDns dns = new InMemoryDns();
    final TestDirectory people = new TestDirectory();
    final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, clock);
    final List<Sent> sent = new ArrayList<>();
    boolean open = true;

    final ReportMail mail = new ReportMail(
            people.directory,
            store,
            new Intake() {
                @Override
                public boolean passesOn() {
                    return open;
                }

                @Override
                public void accept(
                        MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
                    if (!mailboxes.isEmpty()) {
                        store.deliver(content, now, mailboxes);
                    }
                    outgoing.forEach(one -> sent.add(new Sent(one, one.prefix() + text(content))));
                }
            },
            _ -> "DKIM-Signature: signed\r\n",
            () -> Optional.of(ORG),
            Path.of("unused"),
            clock);

    static String text(MessageContent content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
