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
        Path spool) {
    /// Whether mail may wait here for the time that its sender names.
    boolean mayHold() {
        return settings.role() == SmtpSettings.Role.SUBMISSION
                && settings.maxHold().isPositive()
                && flow.holdsMail();
    }
}
