package org.tassis.mailflow;

import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;

/// A recipient and where its mail goes.
public record Recipient(EmailAddress address, RecipientParameters parameters, Route route) {}
