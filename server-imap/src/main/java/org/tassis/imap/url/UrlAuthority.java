package org.tassis.imap.url;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.imap.url.ImapUrl.Access;
import org.tassis.imap.url.ImapUrl.Authority;
import org.tassis.imap.url.ImapUrl.Server;
import org.tassis.imap.url.ImapUrl.Token;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.UrlKeys;

/// Gives others the right to read single messages by URL, and says whether somebody has it: RFC 4467,
/// mechanism INTERNAL. The token is an HMAC with SHA-256 over the URL, by the key of its mailbox, behind
/// two digits that stand for this way of making it. The name of the server in a URL is part of what the
/// token vouches for and else means nothing. No state; any thread.
public final class UrlAuthority {
    /// The only mechanism: RFC 4467 §2.4.1.
    public static final String INTERNAL = "INTERNAL";

    /// The way in which tokens are made, should there be another one day: RFC 4467 §2.4.1.
    private static final String WAY = "01";

    /// With which a token is worked out where there is no key, that nobody can tell by the time it takes:
    /// RFC 4467 §6.
    private final byte[] decoy = new byte[UrlKeys.LENGTH];

    private final MailStore store;
    private final UrlKeys keys;
    private final Function<String, Optional<Account>> people;
    private final InstantSource clock;

    /// @param people whose mailboxes have that name, as they log in
    public UrlAuthority(
            MailStore store, UrlKeys keys, Function<String, Optional<Account>> people, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.people = people;
        this.clock = clock;
        new SecureRandom().nextBytes(decoy);
    }

    /// What became of a URL that somebody wants to read by.
    public sealed interface Outcome {
        /// He may, and it is there.
        record Allowed(UrlTarget reached) implements Outcome {}

        /// It is no URL of a message of this server's.
        record NoUrl() implements Outcome {}

        /// It does not give the right to read: forged, taken back, expired, or meant for somebody else.
        record Forbidden() implements Outcome {}

        /// The message is not there.
        record Nothing() implements Outcome {}
    }

    /// GENURLAUTH: the URL with its token.
    ///
    /// @param rump without a token
    /// @return empty when the URL is not of a message in a mailbox of the owner's, or names nobody who may
    ///     read
    /// @throws org.tassis.store.StoreException the store or the keys cannot be used now
    public Optional<String> authorize(AccountId owner, String rump) {
        Optional<ImapUrl> url = ImapUrl.parse(rump);
        boolean complete = url.flatMap(ImapUrl::authority)
                .filter(authority -> authority.token().isEmpty())
                .isPresent();
        if (!complete || !isOf(owner, url.get().server())) {
            return Optional.empty();
        }
        return mailbox(owner, url.get())
                .map(mailbox -> rump
                        + ':'
                        + INTERNAL.toLowerCase(Locale.ROOT)
                        + ':'
                        + token(keys.key(owner, mailbox.id()), rump));
    }

    private boolean isOf(AccountId owner, Optional<Server> server) {
        return server.flatMap(Server::user)
                .flatMap(this::account)
                .filter(owner::equals)
                .isPresent();
    }

    private Optional<AccountId> account(String user) {
        return people.apply(user).filter(Account::enabled).map(Account::id);
    }

    private Optional<Mailbox> mailbox(AccountId owner, ImapUrl url) {
        Optional<MailboxName> name = url.mailbox();
        return name.isEmpty() ? Optional.empty() : store.mailbox(owner, name.get());
    }

    private static String token(byte[] key, String rump) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return WAY + HexFormat.of().formatHex(mac.doFinal(rump.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC with SHA-256", e);
        }
    }

    /// URLFETCH, or BURL with a URL that has a token: RFC 4467 §6, RFC 4468 §3.3.
    ///
    /// @param reader     who wants to read
    /// @param submission he submits mail
    /// @throws org.tassis.store.StoreException the store or the keys cannot be used now
    public Outcome read(String text, AccountId reader, boolean submission) {
        Optional<ImapUrl> url = ImapUrl.parse(text);
        Optional<Authority> authority = url.flatMap(ImapUrl::authority);
        Optional<Token> token = authority.flatMap(Authority::token);
        if (token.isEmpty()) {
            return new Outcome.NoUrl();
        }
        Optional<AccountId> owner = url.get().server().flatMap(Server::user).flatMap(this::account);
        Optional<Mailbox> mailbox = owner.flatMap(one -> mailbox(one, url.get()));
        byte[] key = mailbox.flatMap(one -> keys.find(owner.get(), one.id())).orElse(decoy);
        boolean genuine = MessageDigest.isEqual(
                token(key, authority.get().rump()).getBytes(StandardCharsets.US_ASCII),
                token.get().digits().getBytes(StandardCharsets.US_ASCII));
        if (!genuine
                || mailbox.isEmpty()
                || !token.get().mechanism().equals(INTERNAL)
                || authority.get().expires().filter(clock.instant()::isAfter).isPresent()
                || !mayRead(authority.get().access(), reader, submission)) {
            return new Outcome.Forbidden();
        }
        return UrlTarget.message(store, mailbox.get(), url.get())
                .<Outcome>map(message -> new Outcome.Allowed(new UrlTarget(url.get(), message)))
                .orElseGet(Outcome.Nothing::new);
    }

    private boolean mayRead(Access access, AccountId reader, boolean submission) {
        return switch (access) {
            case Access.Submission(String user) ->
                submission && account(user).filter(reader::equals).isPresent();
            case Access.OneUser(String user) ->
                account(user).filter(reader::equals).isPresent();
            case Access.AnyUser _, Access.Anonymous _ -> true;
        };
    }

    /// BURL with a URL that has no token: what the submitter may read himself: RFC 4468 §3.3.
    ///
    /// @throws org.tassis.store.StoreException the store cannot be used now
    public Outcome readOwn(ImapUrl url, AccountId reader) {
        Optional<String> user = url.server().flatMap(Server::user);
        if (user.isPresent() && !account(user.get()).filter(reader::equals).isPresent()) {
            return new Outcome.Forbidden();
        }
        return mailbox(reader, url)
                .flatMap(mailbox -> UrlTarget.message(store, mailbox, url))
                .<Outcome>map(message -> new Outcome.Allowed(new UrlTarget(url, message)))
                .orElseGet(Outcome.Nothing::new);
    }
}
