package org.tassis.webmail.compose;

import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.message.Spool;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.web.Times;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.WritingParts;

/// Says that a message was read, to those who asked (RFC 8098), where its reader wants that. Any thread.
final class Receipts {
    /// Whatever was decided is not asked again, by no program: RFC 3503 §3.1.
    private static final String DECIDED = "$MDNSent";

    private static final Entrance ENTRANCE = new Entrance("webmail", Map.of());

    private final MailFlow flow;
    private final MailStore store;
    private final LetterWriter writer;
    private final Supplier<WritingParts> parts;
    private final MessageSource messages;
    private final Times times;
    private final String host;
    private final InstantSource clock;

    /// @param host name of this server
    Receipts(
            MailFlow flow,
            MailStore store,
            LetterWriter writer,
            Supplier<WritingParts> parts,
            MessageSource messages,
            Times times,
            String host,
            InstantSource clock) {
        this.flow = flow;
        this.store = store;
        this.writer = writer;
        this.parts = parts;
        this.messages = messages;
        this.times = times;
        this.host = host;
        this.clock = clock;
    }

    /// That somebody wants to know.
    ///
    /// @param itself whether the reader has chosen that the answer goes by itself, and nothing speaks
    ///     against it
    record Asked(EmailAddress to, boolean itself) {}

    /// @return empty: nobody asks, or it was decided, or the reader never answers
    Optional<Asked> asked(Account account, OwnMail.Found found, Original message) {
        WritingHabits.Receipts policy =
                parts.get().records().habits(account.id()).receipts();
        boolean mine = message.from().stream().anyMatch(person -> account.owns(person.address()));
        if (policy == WritingHabits.Receipts.NEVER
                || mine
                || found.flags().has(DECIDED)
                || found.flags().has(SystemFlag.DRAFT)) {
            return Optional.empty();
        }
        List<Person> asking = message.header("Disposition-Notification-To")
                .map(value -> Person.typed(utf8(value)).people())
                .orElse(List.of());
        if (asking.isEmpty()) {
            return Optional.empty();
        }
        EmailAddress to = asking.getFirst().address();
        boolean odd = asking.size() > 1
                || found.mailbox().uses().contains(SpecialUse.JUNK)
                || message.header("List-Id").isPresent()
                || !returnPath(message).equals(Optional.of(to)); // RFC 8098 §2.1: then people must be asked
        return Optional.of(new Asked(to, policy == WritingHabits.Receipts.ALWAYS && !odd));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Optional<EmailAddress> returnPath(Original message) {
        return message.header("Return-Path")
                .flatMap(value -> EmailAddress.parse(utf8(value).strip().replaceAll("^<|>$", "")));
    }

    /// Writes down that it was decided, so that no program asks again.
    void decide(OwnMail.Found found) {
        store.changeFlags(
                found.mailbox().id(),
                UidSet.of(found.ref().uid()),
                new FlagChange(FlagChange.Mode.ADD, Flags.of(List.of(), List.of(DECIDED))),
                OptionalLong.empty());
    }

    /// Decides, and sends the receipt.
    ///
    /// @param itself whether nobody was asked
    /// @return whether it is on its way
    boolean send(
            Account account, InetAddress from, OwnMail.Found found, Original message, boolean itself, Locale language)
            throws IOException {
        Optional<Asked> asked = asked(account, found, message);
        Optional<EmailAddress> own = reader(account, message);
        if (asked.isEmpty() || own.isEmpty()) {
            return false;
        }
        decide(found);
        Person reader = new Person(account.realName(), own.get());
        EmailAddress to = asked.get().to();
        try (Spool receipt = writer.write(
                LetterWriter.newId(reader),
                clock.instant(),
                mail -> fill(mail, reader, to, message, itself, language))) {
            Client client = Client.connected(from, ENTRANCE).greeting("webmail").loggedIn(account);
            MailParameters parameters = new MailParameters(
                    OptionalLong.of(receipt.size()),
                    MailParameters.Body.SEVEN_BIT,
                    to.needsUtf8() || reader.address().needsUtf8(),
                    Optional.empty(),
                    Optional.empty());
            // from nobody, so that no answer comes to it: RFC 8098 §3
            return flow.mail(client, Optional.empty(), parameters)
                            instanceof MailFlow.Opening.Opened(Reception reception)
                    && reception.rcpt(to, RecipientParameters.NONE).isEmpty()
                    && reception.deliver(receipt) instanceof Delivery.Accepted;
        }
    }

    /// The own address that it was sent to.
    private static Optional<EmailAddress> reader(Account account, Original message) {
        return Stream.concat(message.to().stream(), message.cc().stream())
                .map(Person::address)
                .filter(account::owns)
                .findFirst()
                .or(account::primary)
                .or(() -> account.addresses().stream().findFirst());
    }

    private void fill(
            jakarta.mail.internet.MimeMessage mail,
            Person reader,
            EmailAddress to,
            Original message,
            boolean itself,
            Locale language)
            throws jakarta.mail.MessagingException, IOException {
        mail.setFrom(LetterWriter.address(reader));
        LetterWriter.addresses(mail, "To", List.of(new Person("", to)));
        mail.setSubject(
                LetterWriter.oneLine(say("receipt.mail.subject", language, message.subject())),
                StandardCharsets.UTF_8.name());
        mail.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 §5
        Optional<String> id = message.messageId();
        if (id.isPresent()) {
            mail.setHeader("In-Reply-To", id.get());
            mail.setHeader("References", id.get());
        }
        MimeBodyPart words = new MimeBodyPart();
        words.setText(
                say(
                                "receipt.mail.text",
                                language,
                                reader.address(),
                                message.sentAt().map(times::full).orElse("?"),
                                message.subject(),
                                times.full(clock.instant()))
                        .replace("\n", "\r\n"),
                "utf-8");
        words.setHeader("Content-Type", "text/plain; charset=utf-8");
        words.setHeader("Content-Transfer-Encoding", "quoted-printable");
        String fields = "Reporting-UA: " + host + "; Tassis\r\n"
                + "Final-Recipient: " + recipient(reader.address()) + "\r\n"
                + id.map(value -> "Original-Message-ID: " + value + "\r\n").orElse("")
                + "Disposition: manual-action/"
                + (itself ? "MDN-sent-automatically" : "MDN-sent-manually") + "; displayed\r\n";
        InternetHeaders headers = new InternetHeaders();
        headers.setHeader("Content-Type", "message/disposition-notification");
        headers.setHeader("Content-Transfer-Encoding", "7bit");
        MimeBodyPart facts = new MimeBodyPart(headers, fields.getBytes(StandardCharsets.US_ASCII));
        MimeMultipart report = new MimeMultipart("report; report-type=disposition-notification");
        report.addBodyPart(words);
        report.addBodyPart(facts);
        mail.setContent(report);
    }

    /// In ASCII in any case: RFC 6533 §3.
    private static String recipient(EmailAddress address) {
        if (!address.needsUtf8()) {
            return "rfc822; " + address;
        }
        StringBuilder out = new StringBuilder("utf-8; ");
        address.toString().codePoints().forEach(c -> {
            if (c < 0x80) {
                out.appendCodePoint(c);
            } else {
                out.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return out.toString();
    }

    private String say(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }
}
