package org.tassis.directory;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;

/// The public half of a key in somebody's device, which signs at the login (W3C Web Authentication).
///
/// @param id         positive, never reused; 0 before it is written
/// @param credential as its authenticator calls it: base64url, at most {@link #MAX_CREDENTIAL} characters
/// @param name       what its owner calls it, 1 to {@link #MAX_NAME} characters
/// @param site       the host name that it was made for; it opens no other
/// @param key        the public key, as the pages wrote it, at most {@link #MAX_KEY} characters
/// @param counter    signatures so far as its authenticator counts them; 0 when it does not
/// @param used       the last time
/// @param usedFrom   the address of the client then; empty before
public record Passkey(
        long id,
        AccountId account,
        String credential,
        String name,
        String site,
        String key,
        long counter,
        Instant created,
        Optional<Instant> used,
        String usedFrom) {
    public static final int MAX_NAME = 60;
    public static final int MAX_CREDENTIAL = 1400;
    public static final int MAX_KEY = 4000;

    /// One that was not used yet.
    public static Passkey made(
            AccountId account, String credential, String name, String site, String key, long counter, Instant created) {
        return new Passkey(0, account, credential, name, site, key, counter, created, Optional.empty(), "");
    }

    public Passkey withId(long number) {
        return new Passkey(number, account, credential, name, site, key, counter, created, used, usedFrom);
    }

    public Passkey withName(String other) {
        return new Passkey(id, account, credential, other, site, key, counter, created, used, usedFrom);
    }

    public Passkey usedAt(long count, Instant when, String from) {
        return new Passkey(id, account, credential, name, site, key, count, created, Optional.of(when), from);
    }
}
