package org.tassis.mailflow.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.message.HeaderWriter;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;

/// Puts a message into the INBOX of the account's owner, of who administers it, and of the postmaster, each
/// once and in their language, once a day for an account. Any thread.
public final class BrakeMail implements BrakeNotice {
    private static final Logger LOG = LoggerFactory.getLogger(BrakeMail.class);
    private static final String BUNDLE = "org.tassis.mailflow.policy.brake";
    private static final Duration AGAIN = Duration.ofDays(1);
    private static final int MOST = 10_000;

    private final MailStore store;
    private final Router router;
    private final Function<AccountId, Optional<Account>> administrators;
    private final Supplier<Optional<DomainName>> mainDomain;
    private final Path spool;
    private final InstantSource clock;
    private final Executor background;
    private final Map<AccountId, Instant> told = new LinkedHashMap<>() { // guarded by itself
                @Override
                protected boolean removeEldestEntry(Map.Entry<AccountId, Instant> eldest) {
                    return size() > MOST;
                }
            };

    /// @param administrators who administers the customer whose account it is
    /// @param mainDomain whose postmaster is told, and in whose name
    /// @param spool      a directory for what is too large for memory, which nothing here is
    /// @param background where messages are written
    public BrakeMail(
            MailStore store,
            Router router,
            Function<AccountId, Optional<Account>> administrators,
            Supplier<Optional<DomainName>> mainDomain,
            Path spool,
            InstantSource clock,
            Executor background) {
        this.store = store;
        this.router = router;
        this.administrators = administrators;
        this.mainDomain = mainDomain;
        this.spool = spool;
        this.clock = clock;
        this.background = background;
    }

    @Override
    public void braked(Account account, int recipients, Duration period) {
        Instant now = clock.instant();
        synchronized (told) {
            Instant before = told.get(account.id());
            if (before != null && before.plus(AGAIN).isAfter(now)) {
                return;
            }
            told.put(account.id(), now);
        }
        LOG.warn("{} is braked: {} recipients within {}", account.login(), recipients, period);
        background.execute(() -> tell(account, recipients, period));
    }

    private void tell(Account account, int recipients, Duration period) {
        Map<String, String> facts = Map.of(
                "{login}", account.login().value(),
                "{recipients}", Integer.toString(recipients),
                "{hours}", Long.toString(period.toHours()));
        try {
            DomainName domain = mainDomain.get().orElse(new DomainName("localhost"));
            Optional<Account> postmaster = EmailAddress.of("postmaster", domain.ascii())
                    .map(router::route)
                    .flatMap(route -> route instanceof Route.Reaches reaches
                            ? reaches.mailboxes().stream()
                                    .map(Target.Mailbox::account)
                                    .findFirst()
                            : Optional.empty());
            Map<AccountId, Account> all = new LinkedHashMap<>();
            all.put(account.id(), account);
            administrators.apply(account.id()).ifPresent(one -> all.putIfAbsent(one.id(), one));
            postmaster.ifPresent(one -> all.putIfAbsent(one.id(), one));
            for (Account one : all.values()) {
                deliver(one, domain, facts);
            }
        } catch (IOException | StoreException | DirectoryException e) {
            LOG.warn("nobody could be told that {} is braked", account.login(), e);
        }
    }

    private void deliver(Account to, DomainName domain, Map<String, String> facts) throws IOException {
        ResourceBundle texts = ResourceBundle.getBundle(
                BUNDLE,
                to.language(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        Instant now = clock.instant();
        String address = to.primary().map(EmailAddress::toString).orElse(to.login() + "@" + domain.ascii());
        String message = "From: Tassis <postmaster@" + domain.ascii() + ">\n"
                + "To: <" + address + ">\n"
                + "Subject: " + HeaderWriter.words(fill(texts.getString("subject"), facts)) + "\n"
                + "Date: "
                + DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
                        .format(now.atOffset(ZoneOffset.UTC))
                + "\n"
                + "Message-ID: <brake." + now.toEpochMilli() + "." + to.id().value() + "@" + domain.ascii() + ">\n"
                + "Auto-Submitted: auto-generated\n" // RFC 3834 §5
                + "MIME-Version: 1.0\n"
                + "Content-Type: text/plain; charset=utf-8\n"
                + "Content-Transfer-Encoding: 8bit\n"
                + "\n"
                + fill(texts.getString("body"), facts);
        byte[] octets = message.replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try (Spool content = new Spool(spool)) {
            content.write(octets, 0, octets.length);
            content.finish();
            store.mailboxes(to.id()).stream() // the first call makes INBOX
                    .filter(mailbox -> mailbox.name().equals(MailboxName.INBOX))
                    .findFirst()
                    .ifPresent(inbox -> store.deliver(content, now, List.of(new Destination(inbox.id(), Flags.NONE))));
        }
    }

    private static String fill(String pattern, Map<String, String> facts) {
        String text = pattern;
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            text = text.replace(fact.getKey(), fact.getValue());
        }
        return text;
    }
}
