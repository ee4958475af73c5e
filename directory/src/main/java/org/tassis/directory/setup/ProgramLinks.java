package org.tassis.directory.setup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Links to the page that helps the owner of a mailbox to set up programs. Who has one learns the login and
/// the addresses, never a password. Any thread.
public final class ProgramLinks {
    /// How long one leads there.
    public static final Duration LIFE = Duration.ofDays(14);

    private static final int MAX_TOKEN = 100;

    private final SetUpRecords records;
    private final InstantSource clock;

    public ProgramLinks(SetUpRecords records, InstantSource clock) {
        this.records = records;
        this.clock = clock;
    }

    /// @return the secret part of a new link
    public String make(AccountId account) {
        String token = Tokens.make();
        records.addLink(
                Tokens.digest(token), account, clock.instant(), clock.instant().plus(LIFE));
        return token;
    }

    /// Whose it is; nothing when it was never one, or is none any more.
    public Optional<AccountId> account(String token) {
        return token.length() > MAX_TOKEN ? Optional.empty() : records.link(Tokens.digest(token), clock.instant());
    }
}
