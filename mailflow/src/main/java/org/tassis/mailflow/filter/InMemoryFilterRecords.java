package org.tassis.mailflow.filter;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.core.AccountId;

/// Lives as long as the process: the reference for the contract, and for tests. Thread-safe by one lock.
public final class InMemoryFilterRecords implements FilterRecords {
    private static final class Scripts {
        private final TreeMap<ScriptName, String> texts = new TreeMap<>();
        private Optional<ScriptName> active = Optional.empty();
    }

    private final Map<AccountId, Scripts> accounts = new HashMap<>();
    private final Map<AccountId, Long> versions = new HashMap<>();

    @Override
    public synchronized List<StoredScript> list(AccountId account) {
        Scripts scripts = of(account);
        return scripts.texts.entrySet().stream()
                .map(entry -> new StoredScript(
                        entry.getKey(),
                        scripts.active.filter(entry.getKey()::equals).isPresent(),
                        entry.getValue().getBytes(StandardCharsets.UTF_8).length))
                .toList();
    }

    @Override
    public synchronized Optional<String> text(AccountId account, ScriptName name) {
        return Optional.ofNullable(of(account).texts.get(name));
    }

    @Override
    public synchronized Optional<Active> active(AccountId account) {
        Scripts scripts = of(account);
        return scripts.active.flatMap(name ->
                Optional.ofNullable(scripts.texts.get(name)).map(text -> new Active(name, text, version(account))));
    }

    @Override
    public synchronized long version(AccountId account) {
        return versions.getOrDefault(account, 0L);
    }

    @Override
    public synchronized void put(AccountId account, ScriptName name, String text, int maxScripts) {
        Scripts scripts = of(account);
        if (!scripts.texts.containsKey(name) && scripts.texts.size() >= maxScripts) {
            throw new FilterException(new FilterFailure.TooMany(maxScripts));
        }
        scripts.texts.put(name, text);
        changed(account);
    }

    @Override
    public synchronized void activate(AccountId account, Optional<ScriptName> name) {
        name.ifPresent(one -> existing(account, one));
        of(account).active = name;
        changed(account);
    }

    @Override
    public synchronized void remove(AccountId account, ScriptName name) {
        existing(account, name);
        Scripts scripts = of(account);
        if (scripts.active.filter(name::equals).isPresent()) {
            throw new FilterException(new FilterFailure.ScriptActive(name));
        }
        scripts.texts.remove(name);
        changed(account);
    }

    @Override
    public synchronized void rename(AccountId account, ScriptName from, ScriptName to) {
        String text = existing(account, from);
        if (from.equals(to)) {
            return;
        }
        Scripts scripts = of(account);
        if (scripts.texts.containsKey(to)) {
            throw new FilterException(new FilterFailure.ScriptExists(to));
        }
        scripts.texts.remove(from);
        scripts.texts.put(to, text);
        scripts.active = scripts.active.map(name -> name.equals(from) ? to : name);
        changed(account);
    }

    @Override
    public synchronized void purge(AccountId account) {
        if (accounts.remove(account) != null) {
            changed(account);
        }
    }

    private Scripts of(AccountId account) {
        return accounts.computeIfAbsent(account, _ -> new Scripts());
    }

    private String existing(AccountId account, ScriptName name) {
        String text = of(account).texts.get(name);
        if (text == null) {
            throw new FilterException(new FilterFailure.NoSuchScript(name));
        }
        return text;
    }

    private void changed(AccountId account) {
        versions.merge(account, 1L, Long::sum);
    }
}
