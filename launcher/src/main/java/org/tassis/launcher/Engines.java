package org.tassis.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import org.tassis.directory.Authenticator;
import org.tassis.directory.AuthenticatorSettings;
import org.tassis.directory.CredentialAuthenticator;
import org.tassis.directory.MailDomain;
import org.tassis.directory.Pause;
import org.tassis.imap.ImapProtocol;
import org.tassis.imap.session.ImapSettings;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.MailFlow;
import org.tassis.net.Protocol;
import org.tassis.pop3.Pop3Protocol;
import org.tassis.pop3.Pop3Settings;
import org.tassis.smtp.SmtpProtocol;
import org.tassis.smtp.SmtpSettings;

/// The protocol engines with the settings that concern them; one of each, shared by all their listeners.
final class Engines {
    private final Protocol mx;
    private final Protocol submission;
    private final Protocol imap;
    private final Protocol pop3;

    Engines(Settings settings, String hostname, Storage storage, MeterRegistry registry, Path spool) {
        InstantSource clock = InstantSource.system();
        Authenticator authenticator = new CredentialAuthenticator(
                storage.directory(), storage.hashing(), authentication(settings.passwords()), clock, Pause.SLEEP);
        Settings.Smtp smtp = settings.smtp();
        MailFlow flow = new MailFlow(
                storage.directory(),
                () -> storage.directory().domains(false).stream()
                        .map(MailDomain::name)
                        .findFirst(),
                storage.store(),
                clock,
                smtp.maxMessageSize().toBytes());
        this.mx = new SmtpProtocol(
                smtp(smtp, hostname, SmtpSettings.Role.MX), flow, authenticator, registry, clock, spool);
        this.submission = new SmtpProtocol(
                smtp(smtp, hostname, SmtpSettings.Role.SUBMISSION), flow, authenticator, registry, clock, spool);
        this.imap = new ImapProtocol(imap(settings.imap(), spool), storage.store(), authenticator, registry);
        this.pop3 = new Pop3Protocol(
                Pop3Settings.DEFAULT.withIdleTimeout(settings.pop3().idleTimeout()),
                storage.store(),
                authenticator,
                registry);
    }

    private static SmtpSettings smtp(Settings.Smtp smtp, String hostname, SmtpSettings.Role role) {
        SmtpSettings.Timeouts timeouts = SmtpSettings.Timeouts.DEFAULT;
        return SmtpSettings.of(hostname, role)
                .withMaxMessageSize(smtp.maxMessageSize().toBytes())
                .withMaxRecipients(smtp.maxRecipients())
                .withTimeouts(new SmtpSettings.Timeouts(
                        smtp.commandTimeout(),
                        smtp.dataTimeout(),
                        timeouts.block(),
                        timeouts.grace(),
                        timeouts.minimumRate()));
    }

    private static ImapSettings imap(Settings.Imap imap, Path spool) {
        ImapSettings defaults = ImapSettings.defaults(spool);
        long append = imap.maxAppendSize().toBytes();
        return new ImapSettings(
                append,
                defaults.maxAppendMessages(),
                Math.max(append, defaults.maxAppendOctets()),
                spool,
                imap.loginTimeout(),
                imap.idleTimeout(),
                defaults.idleKeepAlive(),
                defaults.maxBadCommands());
    }

    private static AuthenticatorSettings authentication(Settings.Passwords passwords) {
        AuthenticatorSettings defaults = AuthenticatorSettings.DEFAULT;
        return new AuthenticatorSettings(
                passwords.verifications() == 0 ? defaults.parallel() : passwords.verifications(),
                defaults.waiting(),
                defaults.patience(),
                passwords.remember(),
                defaults.rememberEntries(),
                defaults.freeFailures(),
                defaults.freeNetFailures(),
                defaults.maxDelay(),
                defaults.forgiveAfter(),
                defaults.sleepers(),
                defaults.sleepersPerNetwork());
    }

    Protocol of(Listening.Service service) {
        return switch (service) {
            case SMTP -> mx;
            case SUBMISSION -> submission;
            case IMAP -> imap;
            case POP3 -> pop3;
            case HTTPS, ADMIN -> throw new IllegalArgumentException(service + " has no engine");
        };
    }
}
