package org.tassis.directory.access;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;

/// What lets a program act as an operator or a domain administrator. The token itself is nowhere, only its
/// digest.
///
/// @param id       positive, never reused; 0 before it is written
/// @param owner    as whom it acts, with no more than the owner may
/// @param name     what its owner calls it, 1 to {@link #MAX_NAME} characters
/// @param expires  from then on it lets nobody in
/// @param used     the last time, a minute more or less
/// @param usedFrom the address of the client then; empty before
public record ApiToken(
        long id,
        AccountId owner,
        String name,
        TokenScopes scopes,
        Instant created,
        Instant expires,
        Optional<Instant> used,
        String usedFrom) {
    public static final int MAX_NAME = 60;

    /// Of one account.
    public static final int MOST = 50;

    public boolean isOver(Instant now) {
        return !now.isBefore(expires);
    }

    public ApiToken withId(long number) {
        return new ApiToken(number, owner, name, scopes, created, expires, used, usedFrom);
    }

    public ApiToken usedAt(Instant when, String from) {
        return new ApiToken(id, owner, name, scopes, created, expires, Optional.of(when), from);
    }
}
