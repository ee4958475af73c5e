package org.tassis.mailflow.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.directory.Account;
import org.tassis.mailflow.sieve.EditedHeader;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.sieve.SieveCompilation;
import org.tassis.mailflow.sieve.SieveEnvelope;
import org.tassis.mailflow.sieve.SieveMessage;
import org.tassis.mailflow.sieve.SieveResult;
import org.tassis.mailflow.sieve.SieveScript;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.MailStore;

/// The filters of all accounts: kept, checked, and run. Nothing that is not valid is kept. Any thread;
/// methods block. Those that change or read throw {@link FilterException}; running one never fails.
public final class Filters {
    private static final Logger LOG = LoggerFactory.getLogger(Filters.class);

    /// Of an account without an active script, in the cache.
    private static final int NOTHING = 200;

    private static final int BLOCK = 32 * 1024;

    private final FilterRecords records;
    private final SeenMessages seen;
    private final MailStore store;
    private final FilterSettings settings;
    private final InstantSource clock;
    private final Path spool;
    private final Cache<AccountId, Optional<ActiveFilter>> cache;

    /// @param spool where large messages wait that a filter changed; must exist by then
    public Filters(
            FilterRecords records,
            SeenMessages seen,
            MailStore store,
            FilterSettings settings,
            Path spool,
            InstantSource clock) {
        this.records = records;
        this.seen = seen;
        this.store = store;
        this.settings = settings;
        this.spool = spool;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(settings.cacheOctets())
                .<AccountId, Optional<ActiveFilter>>weigher((_, filter) ->
                        NOTHING + filter.map(ActiveFilter::octets).orElse(0))
                .expireAfterWrite(settings.cacheTime())
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    public FilterSettings settings() {
        return settings;
    }

    // ---- keeping ----

    /// By name.
    public List<StoredScript> list(AccountId account) {
        return records.list(account);
    }

    /// @throws FilterException NoSuchScript
    public String text(AccountId account, ScriptName name) {
        return records.text(account, name).orElseThrow(() -> new FilterException(new FilterFailure.NoSuchScript(name)));
    }

    /// Adds or replaces a script.
    ///
    /// @throws FilterException what is wrong with it, or there is no room
    public void put(AccountId account, ScriptName name, String text) {
        check(text);
        try {
            records.put(account, name, text, settings.maxScripts());
        } finally {
            cache.invalidate(account);
        }
    }

    /// @throws FilterException what is wrong with it: Invalid, TooLarge, NotText
    public void check(String text) {
        // characters are one octet or more
        if (text.length() > settings.maxOctets()
                || text.getBytes(StandardCharsets.UTF_8).length > settings.maxOctets()) {
            throw new FilterException(new FilterFailure.TooLarge(settings.maxOctets()));
        }
        if (text.indexOf(0) >= 0
                || text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new FilterException(new FilterFailure.NotText());
        }
        if (SieveScript.compile(text, settings.sieve()) instanceof SieveCompilation.Invalid(var errors)) {
            throw new FilterException(new FilterFailure.Invalid(errors));
        }
    }

    /// Whether a script of this size could be put under this name: RFC 5804 §2.5.
    ///
    /// @throws FilterException TooMany, TooLarge
    public void checkSpace(AccountId account, ScriptName name, long octets) {
        if (octets > settings.maxOctets()) {
            throw new FilterException(new FilterFailure.TooLarge(settings.maxOctets()));
        }
        List<StoredScript> there = records.list(account);
        if (there.size() >= settings.maxScripts()
                && there.stream().noneMatch(script -> script.name().equals(name))) {
            throw new FilterException(new FilterFailure.TooMany(settings.maxScripts()));
        }
    }

    /// @param name none to filter no more
    /// @throws FilterException NoSuchScript; Invalid when it was kept under other settings and would not
    ///     run now
    public void activate(AccountId account, Optional<ScriptName> name) {
        name.ifPresent(one -> check(text(account, one)));
        try {
            records.activate(account, name);
        } finally {
            cache.invalidate(account);
        }
    }

    /// @throws FilterException NoSuchScript, ScriptActive
    public void remove(AccountId account, ScriptName name) {
        try {
            records.remove(account, name);
        } finally {
            cache.invalidate(account); // another one may have included it
        }
    }

    /// @throws FilterException NoSuchScript, ScriptExists
    public void rename(AccountId account, ScriptName from, ScriptName to) {
        try {
            records.rename(account, from, to);
        } finally {
            cache.invalidate(account);
        }
    }

    /// Forgets all that an account has, for an account that nobody uses any more.
    public void purge(AccountId account) {
        try {
            records.purge(account);
        } finally {
            cache.invalidate(account);
        }
    }

    // ---- running ----

    /// The filter of an account, when it has one that can run. Failures are logged: mail comes in without
    /// it then.
    public Optional<ActiveFilter> active(AccountId account) {
        try {
            return cache.get(account, this::load);
        } catch (RuntimeException e) {
            LOG.warn("the filter of mailbox number {} cannot be read: its mail is not filtered", account.value(), e);
            return Optional.empty();
        }
    }

    private Optional<ActiveFilter> load(AccountId account) {
        return records.active(account).flatMap(active -> {
            switch (SieveScript.compile(active.text(), settings.sieve())) {
                case SieveCompilation.Valid(var script) -> {
                    return Optional.of(new ActiveFilter(
                            script, active.version(), active.text().length()));
                }
                case SieveCompilation.Invalid(var errors) -> {
                    LOG.warn(
                            "the filter '{}' of mailbox number {} is not valid any more, its mail is not filtered: {}",
                            active.name(),
                            account.value(),
                            errors.getFirst());
                    return Optional.empty();
                }
            }
        });
    }

    /// A script that is kept nowhere, to be {@link #run} and see what it would do.
    ///
    /// @throws FilterException Invalid, TooLarge, NotText
    public ActiveFilter trial(String text) {
        check(text);
        if (SieveScript.compile(text, settings.sieve()) instanceof SieveCompilation.Valid(var script)) {
            return new ActiveFilter(script, 0, text.length());
        }
        throw new IllegalStateException("what was checked is valid");
    }

    /// Never fails: what goes wrong is in the result.
    ///
    /// @param envelope as it concerns this account
    public Filtered run(ActiveFilter filter, Account account, SieveMessage message, SieveEnvelope envelope) {
        FilterContext context = new FilterContext(this, filter, account, store, clock);
        SieveResult result;
        try {
            result = filter.script().run(message, envelope, context);
        } catch (RuntimeException e) {
            LOG.warn("the filter of {} could not run, the message is kept", account.login(), e);
            return kept("it could not run");
        } catch (StackOverflowError | OutOfMemoryError e) {
            LOG.error("the filter of {} broke, the message is kept", account.login(), e);
            return kept("it could not run");
        }
        return new Filtered(result.actions(), result.seen(), result.error().map(Object::toString));
    }

    private static Filtered kept(String why) {
        return new Filtered(
                List.of(new SieveAction.Keep(0, Flags.NONE, Optional.empty())), List.of(), Optional.of(why));
    }

    /// To be called when the message is stored: RFC 7352 §3. Never fails.
    public void remember(AccountId account, Filtered filtered) {
        try {
            Instant now = clock.instant();
            filtered.seen().forEach(one -> seen.remember(account, one.id(), now.plus(one.lifetime())));
        } catch (RuntimeException e) {
            LOG.warn("messages seen by the filter of mailbox number {} cannot be remembered", account.value(), e);
        }
    }

    /// A message with its header as a filter changed it.
    ///
    /// @param content stays open meanwhile
    /// @return to be closed by the caller
    /// @throws IOException it cannot be read or written
    public Spool edited(MessageContent content, EditedHeader header) throws IOException {
        Spool edited = new Spool(spool);
        try (InputStream in = content.open()) {
            byte[] section = header.octets();
            edited.write(section, 0, section.length);
            in.skipNBytes(content.structure().root().bodyStart());
            byte[] block = new byte[BLOCK];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                edited.write(block, 0, n);
            }
            edited.finish();
            return edited;
        } catch (IOException | RuntimeException e) {
            edited.close();
            throw e;
        }
    }

    boolean seen(AccountId account, String id) {
        return seen.seen(account, id, clock.instant());
    }

    /// Another script of the account, for the version that is running.
    Optional<SieveScript> included(ActiveFilter filter, AccountId account, String name) {
        return ScriptName.parse(name)
                .flatMap(script -> filter.included().computeIfAbsent(script, wanted -> records.text(account, wanted)
                        .flatMap(text -> SieveScript.compile(text, settings.sieve())
                                        instanceof SieveCompilation.Valid(var compiled)
                                ? Optional.of(compiled)
                                : Optional.empty())));
    }
}
