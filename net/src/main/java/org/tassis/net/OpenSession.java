package org.tassis.net;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/// A connection that is open, for people to see.
///
/// @param id        process-wide, e.g. `imap-1f3`
/// @param protocol  e.g. `imap`
/// @param listener  e.g. `imaps`
/// @param encrypted whether what is said is inside TLS
/// @param login     of the account, when somebody has logged in
/// @param client    what the client says it is; empty when it does not. A stranger wrote it
/// @param since     when it was opened
public record OpenSession(
        String id,
        String protocol,
        String listener,
        InetSocketAddress remote,
        boolean encrypted,
        Optional<String> login,
        String client,
        Instant since) {}
