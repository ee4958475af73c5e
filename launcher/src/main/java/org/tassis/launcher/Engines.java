package org.tassis.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.tassis.core.DomainName;
import org.tassis.directory.Authenticator;
import org.tassis.directory.AuthenticatorSettings;
import org.tassis.directory.CredentialAuthenticator;
import org.tassis.directory.Pause;
import org.tassis.directory.access.RecordedLogins;
import org.tassis.imap.ImapProtocol;
import org.tassis.imap.reply.MessageLimit;
import org.tassis.imap.session.ImapSettings;
import org.tassis.imap.session.Sharing;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.Aftermath;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.autoreply.AutoResponder;
import org.tassis.mailflow.autoreply.ReplyDelivery;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Stage;
import org.tassis.mailflow.policy.BrakeMail;
import org.tassis.mailflow.queue.ExtendedIntake;
import org.tassis.managesieve.ManageSieveProtocol;
import org.tassis.managesieve.ManageSieveSettings;
import org.tassis.net.Protocol;
import org.tassis.pop3.Pop3Protocol;
import org.tassis.pop3.Pop3Settings;
import org.tassis.smtp.SmtpProtocol;
import org.tassis.smtp.SmtpSettings;
import org.tassis.store.UrlKeys;

/// The protocol engines with the settings that concern them; one of each, shared by all their listeners,
/// except SMTP, where a listener may check otherwise than another.
final class Engines {
    private final BiFunction<Entrance, SmtpSettings.Role, Protocol> smtp;
    private final MailFlow flow;
    private final Protocol imap;
    private final Protocol pop3;
    private final Protocol sieve;

    Engines(
            Settings settings,
            String hostname,
            Storage storage,
            Authenticator authenticator,
            MeterRegistry registry,
            Path spool,
            Names names,
            Supplier<Optional<DomainName>> mainDomain,
            Outbound outbound,
            Aftermath reports,
            Extensions extensions) {
        InstantSource clock = InstantSource.system();
        Settings.Smtp smtp = settings.smtp();
        Intake intake =
                extensions.has(Stage.LEAVING) ? new ExtendedIntake(outbound.intake(), extensions) : outbound.intake();
        BrakeMail brakeMail = new BrakeMail(
                storage.store(),
                storage.directory(),
                storage.directory()::administratorOf,
                mainDomain,
                spool,
                clock,
                task -> Thread.ofVirtual().name("brake-mail").start(task));
        this.flow = new MailFlow(
                        outbound.router(),
                        mainDomain,
                        storage.store(),
                        clock,
                        smtp.maxMessageSize().toBytes(),
                        Checks.policies(settings, hostname, storage, brakeMail, names),
                        storage.correspondents(),
                        storage.trace())
                .filteredBy(storage.filters())
                .extendedBy(extensions)
                .through(intake, outbound.wayOut())
                .followedBy(new AutoResponder(
                                storage.directory().autoReplies()::active,
                                storage.replyHistory(),
                                clock,
                                new ReplyDelivery(
                                        outbound.router(),
                                        storage.store(),
                                        outbound.intake(),
                                        outbound.wayOut(),
                                        clock),
                                storage.trace())
                        .andThen(outbound.notices())
                        .andThen(reports));
        UrlKeys urlKeys = storage.urlKeys();
        UrlAuthority urls = new UrlAuthority(storage.store(), urlKeys, storage.directory()::identify, clock);
        this.smtp = (entrance, role) -> new SmtpProtocol(
                        smtp(smtp, hostname, role).withEntrance(entrance).withTrusted(settings.trusted()),
                        flow,
                        authenticator,
                        registry,
                        clock,
                        spool)
                .withUrls(new SubmittedUrls(urls, hostname));
        this.imap = new ImapProtocol(
                imap(settings.imap(), spool),
                storage.store(),
                storage.annotations(),
                new Sharing(storage.shares(), storage.directory()),
                urlKeys,
                urls,
                authenticator,
                registry);
        this.sieve = new ManageSieveProtocol(sieve(settings.sieve()), storage.filters(), authenticator, registry);
        this.pop3 = new Pop3Protocol(pop3(settings.pop3()), storage.store(), storage.popIds(), authenticator, registry);
    }

    /// The one way in for mail, of engines and pages alike.
    MailFlow flow() {
        return flow;
    }

    /// One for all engines and pages: what fails in one place slows down in all.
    static Authenticator authenticator(Settings settings, Storage storage) {
        return new RecordedLogins(
                new CredentialAuthenticator(
                        storage.directory(),
                        storage.hashing(),
                        authentication(settings.passwords()),
                        InstantSource.system(),
                        Pause.SLEEP,
                        storage.logins()::used),
                storage.logins());
    }

    private static SmtpSettings smtp(Settings.Smtp smtp, String hostname, SmtpSettings.Role role) {
        SmtpSettings.Limits limits = SmtpSettings.Limits.DEFAULT;
        return SmtpSettings.of(hostname, role)
                .withMaxMessageSize(smtp.maxMessageSize().toBytes())
                .withMaxRecipients(smtp.maxRecipients())
                .withMaxMessages(smtp.maxMessages())
                .withMaxHold(smtp.maxHold())
                .withLimits(new SmtpSettings.Limits(
                        smtp.maxErrors(),
                        smtp.maxUnknownRecipients(),
                        limits.idleCommands(),
                        smtp.maxFailedLogins(),
                        limits.receivedFields(),
                        limits.headerSize(),
                        limits.lineLength(),
                        smtp.strictHeaders()))
                .withTimeouts(new SmtpSettings.Timeouts(
                        smtp.commandTimeout(),
                        smtp.dataTimeout(),
                        smtp.blockTimeout(),
                        SmtpSettings.Timeouts.DEFAULT.grace(),
                        smtp.minimumRate()));
    }

    private static ImapSettings imap(Settings.Imap imap, Path spool) {
        long append = imap.maxAppendSize().toBytes();
        return new ImapSettings(
                append,
                imap.maxAppendMessages(),
                Math.max(append, imap.maxAppendTotal().toBytes()),
                spool,
                imap.loginTimeout(),
                imap.idleTimeout(),
                imap.idleKeepAlive(),
                imap.maxBadCommands(),
                new MessageLimit(imap.messageLimit(), imap.messageLimitOnlySaves()));
    }

    private static Pop3Settings pop3(Settings.Pop3 pop3) {
        return new Pop3Settings(pop3.idleTimeout(), pop3.loginTimeout(), pop3.maxBadCommands(), pop3.maxFailedLogins());
    }

    private static ManageSieveSettings sieve(Settings.Sieve sieve) {
        return new ManageSieveSettings(
                sieve.idleTimeout(), sieve.loginTimeout(), sieve.maxBadCommands(), sieve.maxFailedLogins());
    }

    private static AuthenticatorSettings authentication(Settings.Passwords passwords) {
        AuthenticatorSettings defaults = AuthenticatorSettings.DEFAULT;
        return new AuthenticatorSettings(
                passwords.verifications() == 0 ? defaults.parallel() : passwords.verifications(),
                defaults.waiting(),
                defaults.patience(),
                passwords.remember(),
                defaults.rememberEntries(),
                passwords.freeFailures(),
                passwords.freeNetworkFailures(),
                passwords.maxDelay(),
                passwords.forgiveAfter(),
                defaults.sleepers(),
                defaults.sleepersPerNetwork());
    }

    Protocol of(Entrance entrance, Listening.Service service) {
        return switch (service) {
            case SMTP -> smtp.apply(entrance, SmtpSettings.Role.MX);
            case SUBMISSION -> smtp.apply(entrance, SmtpSettings.Role.SUBMISSION);
            case LMTP -> smtp.apply(entrance, SmtpSettings.Role.LMTP);
            case IMAP -> imap;
            case POP3 -> pop3;
            case SIEVE -> sieve;
            case HTTPS, ADMIN, HTTP -> throw new IllegalArgumentException(service + " has no engine");
        };
    }
}
