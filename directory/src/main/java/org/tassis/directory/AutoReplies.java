package org.tassis.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.tassis.core.AccountId;

/// The rules of auto-replies: {@link Directory#autoReplies}. Any thread.
public final class AutoReplies {
    public static final int MAX_SUBJECT = 200;
    public static final int MAX_TEXT = 10_000;
    public static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
    public static final Duration MAX_INTERVAL = Duration.ofDays(365);

    private final DirectoryRecords records;
    private final DirectoryCache cache;
    private final InstantSource clock;
    private final DirectorySettings settings;

    AutoReplies(DirectoryRecords records, DirectoryCache cache, InstantSource clock, DirectorySettings settings) {
        this.records = records;
        this.cache = cache;
        this.clock = clock;
        this.settings = settings;
    }

    /// The one of a mailbox that answers now; from memory when it can be.
    public Optional<AutoReply> active(AccountId account) {
        return cache.autoReply(account).filter(reply -> reply.isActive(clock.instant()));
    }

    /// The one of a mailbox, active or not, straight from the records.
    public Optional<AutoReply> of(AccountId account) {
        return records.autoReply(account).filter(AutoReply::exists);
    }

    /// Sets or replaces it, enabled.
    ///
    /// @throws DirectoryException BadValue, NoSuchMailbox
    public AutoReply set(
            AccountId account,
            String subject,
            String text,
            Optional<Instant> from,
            Optional<Instant> until,
            Duration interval) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').strip();
        AddressRules.checkText("The subject of the auto-reply", subject, 0, MAX_SUBJECT);
        AddressRules.checkLines("The text of the auto-reply", lines, 1, MAX_TEXT);
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            throw AddressRules.bad("The time between two replies to one sender", "is one minute to 365 days");
        }
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw AddressRules.bad(
                    DirectoryFailure.BadValue.Rule.PERIOD, "The end of the auto-reply", "lies after its beginning");
        }
        return write(
                account,
                new AutoReply(subject.strip(), lines, from, until, interval, true, clock.instant(), Optional.empty()));
    }

    /// @throws DirectoryException BadValue when there is none
    public AutoReply enable(AccountId account, boolean enabled) {
        return write(account, existing(account).withEnabled(enabled));
    }

    /// @throws DirectoryException BadValue when there is none
    public void remove(AccountId account) {
        write(account, existing(account).withRemoved(Optional.of(clock.instant())));
    }

    /// Undoes {@link #remove}, for {@link DirectorySettings#keepRemoved}, unless another was set meanwhile.
    ///
    /// @throws DirectoryException BadValue when there is none to restore
    public AutoReply restore(AccountId account) {
        Instant oldest = clock.instant().minus(settings.keepRemoved());
        AutoReply removed = records.autoReply(account)
                .filter(reply ->
                        reply.removed().filter(when -> !when.isBefore(oldest)).isPresent())
                .orElseThrow(() -> AddressRules.bad("This mailbox", "has no removed auto-reply"));
        return write(account, removed.withRemoved(Optional.empty()));
    }

    private AutoReply existing(AccountId account) {
        return of(account).orElseThrow(() -> AddressRules.bad("This mailbox", "has no auto-reply"));
    }

    private AutoReply write(AccountId account, AutoReply reply) {
        try {
            records.setAutoReply(account, reply);
        } finally {
            cache.forget(account);
        }
        return reply;
    }
}
