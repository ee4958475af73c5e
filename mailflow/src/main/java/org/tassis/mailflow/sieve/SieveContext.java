package org.tassis.mailflow.sieve;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// What a run asks of the world around it, for one account. Each is asked only when a script needs it. What
/// one of these throws ends the run and comes out of {@link SieveScript#run}: it is no fault of the script,
/// and the message can be tried again later.
public interface SieveContext {
    /// Read once a run: RFC 5260 §5.
    InstantSource clock();

    /// The account's own: RFC 5260 §4.1.
    ZoneId zone();

    /// Between user and detail of a local part: RFC 5233 §4.
    default char subaddressSeparator() {
        return '+';
    }

    /// Whether the mailbox is there and mail can be put into it: RFC 5490 §3.1.
    boolean mailboxExists(MailboxName name);

    /// RFC 8579 §3.
    Optional<MailboxName> mailboxFor(SpecialUse use);

    /// Of a mailbox; none when it is not there: RFC 8579 §4.
    Set<SpecialUse> uses(MailboxName name);

    /// Whether an identifier from {@link SieveResult#seen} of an earlier run is remembered and has not
    /// expired: RFC 7352 §3.
    ///
    /// @param id 64 hexadecimal digits
    boolean seenBefore(String id);

    /// RFC 5183 §4.1.
    ///
    /// @param item lower case; `name`, `location` and `phase` are answered without asking
    default Optional<String> environment(String item) {
        return Optional.empty();
    }

    /// How likely the message is spam, 0 to 100; empty when nobody looked: RFC 5235 §3.2.
    default OptionalInt spamPercent() {
        return OptionalInt.empty();
    }

    /// A script of the account or, when `global`, of the server: RFC 6609 §3.2. Compiled and valid; the
    /// caller may keep it for many runs.
    ///
    /// @param name no control character, no slash
    default Optional<SieveScript> included(String name, boolean global) {
        return Optional.empty();
    }
}
