package org.tassis.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Route;
import org.tassis.directory.Target;
import org.tassis.directory.desk.Letter;
import org.tassis.directory.desk.Post;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.message.HeaderWriter;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;

/// Writes letters as messages from the postmaster and hands them to mail flow: into the INBOX of mailboxes
/// here, into the queue for other servers. The envelope has the null sender, so that nothing answers (RFC
/// 3834 §3.3, RFC 5321 §4.5.5). Any thread.
final class LetterPost implements Post {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Directory directory;
    private final MailStore store;
    private final Intake intake;
    private final Supplier<Optional<DomainName>> mainDomain;
    private final InstantSource clock;

    /// @param mainDomain in whose name it is written
    LetterPost(
            Directory directory,
            MailStore store,
            Intake intake,
            Supplier<Optional<DomainName>> mainDomain,
            InstantSource clock) {
        this.directory = directory;
        this.store = store;
        this.intake = intake;
        this.mainDomain = mainDomain;
        this.clock = clock;
    }

    @Override
    public void send(Letter letter, To to) {
        DomainName domain = mainDomain.get().orElse(new DomainName("localhost"));
        switch (to) {
            case To.Mailbox(AccountId id) -> {
                Optional<Account> account = directory.account(id);
                String address = account.flatMap(Account::primary)
                        .map(EmailAddress::toString)
                        .orElse(account.map(known -> known.login().value()).orElse("mailbox") + "@" + domain.ascii());
                accept(letter, domain, address, List.of(id), List.of());
            }
            case To.Postmaster() ->
                mainDomain
                        .get()
                        .flatMap(main -> EmailAddress.of("postmaster", main.ascii()))
                        .ifPresent(postmaster -> send(letter, new To.Address(postmaster)));
            case To.Address(EmailAddress address) -> {
                switch (directory.route(address)) {
                    case Route.Reaches reaches ->
                        accept(
                                letter,
                                domain,
                                address.toString(),
                                reaches.mailboxes().stream()
                                        .map(Target.Mailbox::account)
                                        .map(Account::id)
                                        .toList(),
                                reaches.remotes().stream()
                                        .map(Target.Remote::address)
                                        .toList());
                    case Route.Remote _ -> accept(letter, domain, address.toString(), List.of(), List.of(address));
                    case Route.NoSuchUser _, Route.Disabled _, Route.Endless _ ->
                        throw new DirectoryException(new DirectoryFailure.NoSuchAddress(address));
                }
            }
        }
    }

    private void accept(
            Letter letter, DomainName domain, String to, List<AccountId> mailboxes, List<EmailAddress> others) {
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        byte[] octets = write(letter, domain, to, id);
        List<Destination> inboxes = new ArrayList<>();
        for (AccountId account : mailboxes) {
            store.mailboxes(account); // the first call makes them
            store.mailbox(account, MailboxName.INBOX)
                    .ifPresent(inbox -> inboxes.add(new Destination(inbox.id(), Flags.NONE)));
        }
        List<Outgoing> outgoing = others.isEmpty()
                ? List.of()
                : List.of(new Outgoing(
                        id,
                        Optional.empty(),
                        Optional.empty(),
                        new MailParameters(
                                OptionalLong.of(octets.length),
                                MailParameters.Body.SEVEN_BIT,
                                others.stream().anyMatch(EmailAddress::needsUtf8),
                                Optional.empty(),
                                Optional.empty()),
                        "",
                        others.stream()
                                .map(address -> new Outgoing.To(address, RecipientParameters.NONE))
                                .toList(),
                        Errand.SENT,
                        true));
        try (Spool spool = new Spool(Path.of(""), octets.length)) { // all of it in memory
            spool.write(octets, 0, octets.length);
            spool.finish();
            intake.accept(spool, clock.instant(), inboxes, outgoing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] write(Letter letter, DomainName domain, String to, String id) {
        Instant now = clock.instant();
        String message = "From: Tassis <postmaster@" + domain.ascii() + ">\r\n"
                + "To: <" + to + ">\r\n"
                + HeaderWriter.text("Subject", letter.subject())
                + "Date: " + DATE.format(now) + "\r\n"
                + "Message-ID: <" + id + "@" + domain.ascii() + ">\r\n"
                + "Auto-Submitted: auto-generated\r\n" // RFC 3834 §5
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "\r\n"
                + Base64.getMimeEncoder()
                        .encodeToString(letter.text().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                + "\r\n";
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
