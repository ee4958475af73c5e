package org.tassis.directory.access;

import java.time.Instant;
import org.tassis.core.AccountId;

/// Somebody who is logged in to the pages.
///
/// @param key     a hash of what the browser holds, so that nobody who reads it gets in with it
/// @param from    the address of the client when it was last seen
/// @param client  what the browser says it is; may be empty
/// @param expires when it ends by itself
public record PageSession(
        String key, AccountId account, Instant opened, Instant seen, Instant expires, String from, String client) {}
