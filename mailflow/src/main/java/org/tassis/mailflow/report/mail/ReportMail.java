package org.tassis.mailflow.report.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.message.HeaderWriter;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;

/// Writes reports as mail from the postmaster of this server's main domain, signed, and gives them to the queue. Nobody
/// is told when they cannot be delivered. Any thread; blocks.
public final class ReportMail {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII));

    private final Router router;
    private final MailStore store;
    private final Intake intake;
    private final Function<MessageContent, String> signatures;
    private final Supplier<Optional<DomainName>> mainDomain;
    private final Path spool;
    private final InstantSource clock;

    /// @param signatures fields to be put on top
    /// @param mainDomain in whose name reports are sent; without one none are
    /// @param spool      a directory for what is too large for memory
    public ReportMail(
            Router router,
            MailStore store,
            Intake intake,
            Function<MessageContent, String> signatures,
            Supplier<Optional<DomainName>> mainDomain,
            Path spool,
            InstantSource clock) {
        this.router = router;
        this.store = store;
        this.intake = intake;
        this.signatures = signatures;
        this.mainDomain = mainDomain;
        this.spool = spool;
        this.clock = clock;
    }

    /// Who sends, as reports name it.
    public Optional<DomainName> submitter() {
        return mainDomain.get();
    }

    /// @return whether anybody gets it: durable then
    /// @throws IOException it cannot be written, or not now
    /// @throws org.tassis.store.StoreException likewise
    /// @throws org.tassis.directory.DirectoryException likewise
    public boolean send(Letter letter) throws IOException {
        Optional<EmailAddress> from = mainDomain.get().flatMap(domain -> EmailAddress.of("postmaster", domain.ascii()));
        if (from.isEmpty()) {
            throw new IOException("this server has no domain in whose name it could send");
        }
        Instant now = clock.instant();
        byte[] octets = write(letter, from.get(), now);
        List<Destination> here = new ArrayList<>();
        List<Outgoing.To> elsewhere = new ArrayList<>();
        for (EmailAddress address : letter.to()) {
            switch (router.route(address)) {
                case Route.Remote _ -> elsewhere.add(new Outgoing.To(address, RecipientParameters.NONE));
                case Route.Reaches reaches -> reaches.mailboxes().forEach(mailbox -> inbox(mailbox, here));
                case Route.NoSuchUser _, Route.Disabled _, Route.Endless _ -> {}
            }
        }
        if (here.isEmpty() && elsewhere.isEmpty()) {
            return false;
        }
        if (!elsewhere.isEmpty() && !intake.passesOn()) {
            throw new IOException("no mail for other servers is taken now");
        }
        try (Spool content = new Spool(spool)) {
            content.write(octets, 0, octets.length);
            content.finish();
            List<Outgoing> outgoing = elsewhere.isEmpty()
                    ? List.of()
                    : List.of(new Outgoing(
                            letter.id(),
                            Optional.empty(),
                            from,
                            letter.tlsOptional() ? MailParameters.withOptionalTls() : MailParameters.NONE,
                            signatures.apply(content),
                            elsewhere));
            intake.accept(content, now, here, outgoing);
        }
        return true;
    }

    private void inbox(Target.Mailbox mailbox, List<Destination> here) {
        store.mailboxes(mailbox.account().id()).stream() // the first call makes INBOX
                .filter(one -> one.name().equals(MailboxName.INBOX))
                .map(Mailbox::id)
                .findFirst()
                .map(id -> new Destination(id, Flags.NONE))
                .filter(one -> here.stream().noneMatch(known -> known.equals(one)))
                .ifPresent(here::add);
    }

    private static byte[] write(Letter letter, EmailAddress from, Instant now) {
        String boundary = "=_" + letter.id().replaceAll("[^A-Za-z0-9]", "_"); // never in base64, hardly in the text
        StringBuilder out = new StringBuilder(letter.octets().length * 3 / 2 + 2000);
        out.append("From: <").append(from).append(">\r\n");
        out.append("To: ")
                .append(String.join(
                        ",\r\n ",
                        letter.to().stream().map(one -> "<" + one + ">").toList()))
                .append("\r\n");
        out.append(HeaderWriter.text("Subject", letter.subject()));
        out.append("Date: ").append(DATE.format(now)).append("\r\n");
        out.append("Message-ID: <")
                .append(letter.id())
                .append('@')
                .append(from.domain().ascii())
                .append(">\r\n");
        letter.fields().forEach(out::append);
        out.append("Auto-Submitted: auto-generated\r\n"); // RFC 3834 §5
        out.append("MIME-Version: 1.0\r\n");
        out.append("Content-Type: ")
                .append(letter.kind())
                .append(";\r\n boundary=\"")
                .append(boundary)
                .append("\"\r\n\r\n");
        out.append("--").append(boundary).append("\r\n");
        out.append("Content-Type: text/plain; charset=us-ascii\r\n\r\n");
        letter.text().lines().forEach(line -> out.append(line).append("\r\n"));
        out.append("--").append(boundary).append("\r\n");
        out.append("Content-Type: ").append(letter.type()).append("\r\n");
        out.append("Content-Disposition: attachment;\r\n filename=\"")
                .append(letter.filename())
                .append("\"\r\n");
        out.append("Content-Transfer-Encoding: base64\r\n\r\n");
        out.append(LINES.encodeToString(letter.octets())).append("\r\n");
        out.append("--").append(boundary).append("--\r\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
