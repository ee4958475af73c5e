package org.tassis.smtp;

import java.nio.file.Path;
import java.time.InstantSource;
import org.tassis.directory.Authenticator;
import org.tassis.mailflow.MailFlow;

/// What all sessions of one engine share.
record Engine(
        SmtpSettings settings,
        MailFlow flow,
        Authenticator authenticator,
        SmtpMeters meters,
        InstantSource clock,
        Path spool,
        MessageUrls urls) {
    /// Whether who submits may name URLs instead of sending octets: RFC 4468.
    boolean takesUrls() {
        return settings.role() == SmtpSettings.Role.SUBMISSION
                && !urls.servers().isEmpty();
    }

    /// Whether mail may wait here for the time that its sender names.
    boolean mayHold() {
        return settings.role() == SmtpSettings.Role.SUBMISSION
                && settings.maxHold().isPositive()
                && flow.holdsMail();
    }
}
