package org.tassis.webmail.calendar;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.message.Spool;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.calendar.Invitation.Answer;
import org.tassis.webmail.calendar.Invitation.Guest;

/// Answers invitations by mail: RFC 6047. The answer goes to the organizer alone, from the address that was
/// invited, by the same way and under the same rules as a letter. Any thread; blocks.
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final Entrance ENTRANCE = new Entrance("webmail", Map.of());

    private final MailFlow flow;
    private final MailStore store;
    private final OwnMail mail;
    private final Path spool;
    private final InstantSource clock;

    public Answers(MailFlow flow, MailStore store, Path spool, InstantSource clock) {
        this.flow = flow;
        this.store = store;
        this.mail = new OwnMail(store);
        this.spool = spool;
        this.clock = clock;
    }

    /// How an answer went.
    public enum Result {
        SENT,
        REFUSED,
        /// The invitation is none that can be answered by this account.
        IMPOSSIBLE
    }

    /// As whom an account is invited, as its owner writes it; empty when it is not, or has nobody to answer.
    public static Optional<EmailAddress> invited(Invitation invitation, Account account) {
        if (invitation.method() != Invitation.Method.REQUEST
                || invitation.uid().isEmpty()
                || invitation
                        .organizer()
                        .flatMap(one -> EmailAddress.parse(one.address()))
                        .isEmpty()
                || isOrganizer(invitation, account)) {
            return Optional.empty();
        }
        return invitation.invited().stream()
                .flatMap(one -> EmailAddress.parse(one.address()).stream())
                .filter(account::owns)
                .findFirst()
                .map(invited -> account.addresses().stream()
                        .filter(invited::equals)
                        .findFirst()
                        .orElse(invited));
    }

    public static boolean isOrganizer(Invitation invitation, Account account) {
        return invitation
                .organizer()
                .flatMap(one -> EmailAddress.parse(one.address()))
                .filter(account::owns)
                .isPresent();
    }

    /// @param subject of the mail
    /// @param text    of it, for programs that know no calendars
    public Result send(
            Account account, InetAddress from, Invitation invitation, Answer answer, String subject, String text) {
        Optional<EmailAddress> self = invited(invitation, account);
        Optional<EmailAddress> organizer = invitation.organizer().flatMap(one -> EmailAddress.parse(one.address()));
        if (self.isEmpty() || organizer.isEmpty()) {
            return Result.IMPOSSIBLE;
        }
        Instant now = clock.instant();
        String object = AnswerWriter.reply(
                invitation, new Guest("", self.get().toString(), answer, false), account.realName(), now);
        return post(account, from, self.get(), organizer.get(), new Words("REPLY", subject, text, object), now);
    }

    /// Proposes another time to the organizer: RFC 5546 §3.2.7.
    ///
    /// @param other  that time
    /// @param remark may be empty
    public Result propose(
            Account account,
            InetAddress from,
            Invitation invitation,
            Invitation.Span other,
            String remark,
            String subject,
            String text) {
        Optional<EmailAddress> self = invited(invitation, account);
        Optional<EmailAddress> organizer = invitation.organizer().flatMap(one -> EmailAddress.parse(one.address()));
        if (self.isEmpty() || organizer.isEmpty() || !isMovable(invitation)) {
            return Result.IMPOSSIBLE;
        }
        Instant now = clock.instant();
        String object = AnswerWriter.counter(
                invitation,
                new Guest("", self.get().toString(), Answer.TENTATIVE, false),
                account.realName(),
                other,
                remark,
                now);
        return post(account, from, self.get(), organizer.get(), new Words("COUNTER", subject, text, object), now);
    }

    /// Whether another time can be proposed: it has hours, and is not a whole series.
    public static boolean isMovable(Invitation invitation) {
        return invitation.repeats().isEmpty()
                && invitation
                        .when()
                        .filter(span -> span.start() instanceof Invitation.Moment.Point)
                        .isPresent();
    }

    /// What an answer says, to people and to programs.
    private record Words(String method, String subject, String text, String object) {}

    private Result post(
            Account account, InetAddress from, EmailAddress self, EmailAddress organizer, Words words, Instant now) {
        try (Spool letter = letter(account, self, organizer, words, now)) {
            Client client = Client.connected(from, ENTRANCE).greeting("webmail").loggedIn(account);
            boolean utf8 = self.needsUtf8() || organizer.needsUtf8();
            MailParameters parameters = new MailParameters(
                    OptionalLong.of(letter.size()),
                    MailParameters.Body.SEVEN_BIT,
                    utf8,
                    Optional.empty(),
                    Optional.empty());
            boolean accepted =
                    switch (flow.mail(client, Optional.of(self), parameters)) {
                        case MailFlow.Opening.Refused _ -> false;
                        case MailFlow.Opening.Opened(var reception) ->
                            reception.rcpt(organizer, RecipientParameters.NONE).isEmpty()
                                    && reception.deliver(letter) instanceof Delivery.Accepted;
                    };
            if (accepted) {
                copy(account, letter, now);
            }
            return accepted ? Result.SENT : Result.REFUSED;
        } catch (IOException | MessagingException e) {
            LOG.warn("an answer of {} cannot be written: {}", account.login(), e.toString());
            return Result.REFUSED;
        }
    }

    private void copy(Account account, Spool letter, Instant now) {
        try {
            store.append(
                    mail.mailbox(account.id(), SpecialUse.SENT).id(),
                    List.of(new NewMessage(letter, Flags.of(SystemFlag.SEEN), now)));
        } catch (StoreException e) {
            LOG.info("no copy of an answer of {}: {}", account.login(), e.toString());
        }
    }

    private Spool letter(Account account, EmailAddress from, EmailAddress to, Words words, Instant now)
            throws IOException, MessagingException {
        Properties how = new Properties();
        how.setProperty("mail.mime.allowutf8", "true");
        String id = "<" + UUID.randomUUID() + "@" + from.domain().ascii() + ">";
        MimeMessage message = new MimeMessage(Session.getInstance(how)) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(address(from, account.realName()));
        message.setRecipient(Message.RecipientType.TO, address(to, ""));
        message.setSubject(oneLine(words.subject()), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(now));
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(words.text(), StandardCharsets.UTF_8.name());
        MimeBodyPart calendar = new MimeBodyPart();
        // RFC 6047 §2.4: the parameter says the same as the object
        String type = "text/calendar; charset=UTF-8; method=" + words.method();
        calendar.setDataHandler(
                new DataHandler(new ByteArrayDataSource(words.object().getBytes(StandardCharsets.UTF_8), type)));
        calendar.setHeader("Content-Type", type);
        calendar.setHeader("Content-Transfer-Encoding", "base64");
        message.setContent(new MimeMultipart("alternative", plain, calendar));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        Spool out = new Spool(spool);
        try {
            out.write(octets.toByteArray(), 0, octets.size());
            out.finish();
            return out;
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static InternetAddress address(EmailAddress address, String name) throws IOException {
        InternetAddress made = new InternetAddress();
        made.setAddress(address.toString());
        if (!name.isBlank()) {
            made.setPersonal(oneLine(name), StandardCharsets.UTF_8.name());
        }
        return made;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ").strip();
    }

    /// The keyword that a message gets when it was answered so, for all programs to see.
    public static Flags keyword(Answer answer) {
        return Flags.of(List.of(), List.of("$Invitation" + name(answer)));
    }

    private static String name(Answer answer) {
        String word = answer.name();
        return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    /// How a message was answered that has these flags.
    public static Answer answered(Flags flags) {
        for (Answer one : List.of(Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)) {
            if (flags.keywords().stream().anyMatch(word -> word.equalsIgnoreCase("$Invitation" + name(one)))) {
                return one;
            }
        }
        return Answer.NONE;
    }
}
