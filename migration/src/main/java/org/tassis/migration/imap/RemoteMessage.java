package org.tassis.migration.imap;

import java.time.Instant;
import org.tassis.core.Flags;
import org.tassis.migration.intake.Fingerprint;

/// What another server says of a message.
///
/// @param size in octets
record RemoteMessage(long uid, Flags flags, Instant date, long size, Fingerprint print) {}
