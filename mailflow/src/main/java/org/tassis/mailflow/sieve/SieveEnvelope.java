package org.tassis.mailflow.sieve;

import java.util.Optional;
import org.tassis.core.EmailAddress;

/// The SMTP envelope, as far as it concerns the one whose script runs: RFC 5228 §5.4. Other recipients are
/// nobody's business (RFC 5231 §10).
///
/// @param from empty for the null sender
/// @param to   the address by which the message reached this account, with its plus-detail
public record SieveEnvelope(Optional<EmailAddress> from, EmailAddress to) {}
