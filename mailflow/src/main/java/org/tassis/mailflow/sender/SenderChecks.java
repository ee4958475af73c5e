package org.tassis.mailflow.sender;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.AuthenticationResultsField;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.dmarc.DmarcPolicy;
import org.tassis.senderauth.dmarc.DmarcReason;
import org.tassis.senderauth.dmarc.DmarcResult;

/// Checks SPF, DKIM, ARC and DMARC of mail that strangers bring, notes the results in the message, and does
/// what the domain in From asks for (RFC 7489 §6.6): refuses, or delivers to Junk. When the DNS fails such
/// that it is open what that domain wants, the sender is to come again. Who logged in, and clients in trusted
/// networks, cost nothing here.
public final class SenderChecks implements Policy {
    private static final Logger LOG = LoggerFactory.getLogger(SenderChecks.class);

    private final SenderAuthentication authentication;
    private final DomainName host;
    private final List<Cidr> trusted;
    private final TrustedSealers sealers;
    private volatile Observer observer = Observer.NONE;

    /// Is told of each message that was judged, refused ones too; must not take long or throw. Any thread.
    @FunctionalInterface
    public interface Observer {
        /// Nobody is interested.
        Observer NONE = (_, _, _) -> {};

        /// @param applied of what its author's domain asks for
        void judged(Reception reception, AuthenticationResult result, DmarcPolicy applied);
    }

    /// Nobody's word about mail that was passed on is taken.
    ///
    /// @param hostname of this server: under it results are reported
    /// @param trusted  networks whose clients are not checked
    public SenderChecks(SenderAuthentication authentication, String hostname, List<Cidr> trusted) {
        this(authentication, hostname, trusted, List.of());
    }

    /// @param hostname of this server: under it results are reported
    /// @param trusted  networks whose clients are not checked
    /// @param sealers  domains that are believed when they say that mail they passed on was authentic: RFC
    /// 8617 §7.2
    public SenderChecks(
            SenderAuthentication authentication, String hostname, List<Cidr> trusted, List<DomainName> sealers) {
        this.authentication = authentication;
        this.sealers = new TrustedSealers(sealers);
        this.host = OwnResults.name(hostname);
        this.trusted = List.copyOf(trusted);
    }

    /// Says who is told from now on.
    public void observedBy(Observer next) {
        observer = next;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.SENDER_AUTH);
    }

    /// Whether a client may send for a sender's domain (RFC 7208 §2.6.3), as soon as both are known. Asks the
    /// DNS, for no longer than the time limit of all checks. False also when it cannot be found out.
    public boolean spfPasses(Client client, EmailAddress sender) {
        try {
            return authentication
                    .checkSpf(client.address(), client.helo().orElse(""), Optional.of(sender))
                    .passes();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IllegalStateException e) {
            LOG.warn("SPF of {} cannot be checked", sender.domain().ascii(), e);
            return false;
        }
    }

    @Override
    public Verdict data(Reception reception, MessageContent content) {
        Client client = reception.client();
        if (client.account().isPresent() || isTrusted(client)) {
            return Verdict.ACCEPT;
        }
        AuthenticationResult result;
        try {
            result = authentication.check(client.address(), client.helo().orElse(""), reception.sender(), content);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Verdict.Refuse(new Refusal.Unavailable(), "stopped while the sender was checked");
        } catch (IOException | IllegalStateException e) {
            // Mail is never let in because a check broke.
            LOG.warn("{}: the sender cannot be checked", reception.id(), e);
            return new Verdict.Refuse(new Refusal.Unavailable(), "the sender cannot be checked: " + e.getMessage());
        }
        reception.authenticated(result);
        reception.prepend(AuthenticationResultsField.render(host, result));
        Optional<String> vouching = result.dmarc().outcome() == DmarcOutcome.FAIL
                ? sealers.vouchesFor(result.arc(), result.dmarc().from())
                : Optional.empty();
        mark(reception, result, vouching);
        observer.judged(
                reception,
                result,
                vouching.isEmpty() && client.entrance().mode(Check.SENDER_AUTH) == Mode.ENFORCE
                        ? result.dmarc().disposition()
                        : DmarcPolicy.NONE);
        if (vouching.isPresent()) {
            LOG.info("{}: {} vouches that {}", reception.id(), vouching.get(), summary(result));
            return Verdict.ACCEPT;
        }
        return judge(reception, result);
    }

    private static void mark(Reception reception, AuthenticationResult result, Optional<String> vouching) {
        if (vouching.isPresent()) {
            mark(reception, 0, "arc-vouched", vouching.get());
            return; // what the last hand that passed it on looks like says nothing about its author
        }
        switch (result.spf().outcome()) {
            case FAIL -> mark(reception, 2, "spf-fail", result.spf().domain());
            case SOFTFAIL -> mark(reception, 1, "spf-softfail", result.spf().domain());
            case NONE, NEUTRAL, PASS, TEMPERROR, PERMERROR -> {}
        }
        switch (result.dmarc().outcome()) {
            case FAIL -> mark(reception, 3, "dmarc-fail", author(result));
            case PASS -> mark(reception, -1, "dmarc-pass", author(result));
            case PERMERROR -> mark(reception, 3, "author-unclear", "");
            case NONE, TEMPERROR -> {}
        }
    }

    private static void mark(Reception reception, double points, String code, String detail) {
        reception.mark(new Mark(Check.SENDER_AUTH, points, code, detail));
    }

    private static String author(AuthenticationResult result) {
        return result.dmarc().from().map(DomainName::ascii).orElse("");
    }

    /// In words that are the same in all languages.
    private static String summary(AuthenticationResult result) {
        return author(result) + ": spf=" + result.spf().outcome().word() + " dkim="
                + result.dkim().stream()
                        .map(one -> one.outcome().word())
                        .distinct()
                        .reduce((one, other) -> one + "," + other)
                        .orElse("none")
                + " dmarc=" + result.dmarc().outcome().word();
    }

    private static Verdict judge(Reception reception, AuthenticationResult result) {
        DmarcResult dmarc = result.dmarc();
        String about = summary(result);
        if (isOpen(dmarc)) {
            return new Verdict.Refuse(new Refusal.SenderUnclear(), about);
        }
        return switch (dmarc.disposition()) {
            case REJECT -> new Verdict.Refuse(new Refusal.NotFromItsAuthor(), about);
            case QUARANTINE -> {
                if (reception.client().entrance().mode(Check.SENDER_AUTH) == Mode.ENFORCE) {
                    reception.putIntoJunk(about);
                }
                yield Verdict.ACCEPT;
            }
            case NONE -> Verdict.ACCEPT;
        };
    }

    /// It may be that the author's domain wants the message refused, and nobody can say so now.
    private static boolean isOpen(DmarcResult dmarc) {
        return dmarc.outcome() == DmarcOutcome.TEMPERROR
                && !(dmarc.reason() instanceof DmarcReason.Unsure && dmarc.requested() == DmarcPolicy.NONE);
    }

    private boolean isTrusted(Client client) {
        for (Cidr network : trusted) {
            if (network.contains(client.address())) {
                return true;
            }
        }
        return false;
    }
}
