package org.tassis.directory.access;

import java.time.Instant;
import org.tassis.core.AccountId;

/// Logins of one account by one protocol from one address on one day.
///
/// @param protocol `imap`, `pop3`, `smtp`, `webmail`, `admin`
/// @param from     the address of the client
/// @param client   what the program says it is; empty when it does not
/// @param times    how often, at least 1
public record LoginRecord(
        AccountId account, String protocol, String from, String client, Instant first, Instant last, long times) {}
