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
        Path spool) {}
