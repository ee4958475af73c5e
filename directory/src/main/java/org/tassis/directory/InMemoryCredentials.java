package org.tassis.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tassis.core.AccountId;

/// Passwords and second factors of {@link InMemoryDirectoryRecords}, under its lock: that of the object.
abstract class InMemoryCredentials implements CredentialRecords, FactorRecords {
    private final TreeMap<Long, Credential> credentials = new TreeMap<>();
    private final Map<AccountId, SecondFactor> codes = new HashMap<>();
    private final TreeMap<Long, Passkey> passkeys = new TreeMap<>();
    private final Map<AccountId, Set<String>> recovery = new HashMap<>();

    private long last;

    /// @throws DirectoryException NoSuchMailbox
    abstract void mustBeThere(AccountId account);

    /// What takes back all that is changed from now on, but for the ids that were given.
    final Runnable undoCredentials() {
        Map<Long, Credential> oldCredentials = Map.copyOf(credentials);
        Map<AccountId, SecondFactor> oldCodes = Map.copyOf(codes);
        Map<Long, Passkey> oldPasskeys = Map.copyOf(passkeys);
        Map<AccountId, Set<String>> oldRecovery = new HashMap<>();
        recovery.forEach((account, digests) -> oldRecovery.put(account, new LinkedHashSet<>(digests)));
        return () -> {
            replace(credentials, oldCredentials);
            replace(codes, oldCodes);
            replace(passkeys, oldPasskeys);
            replace(recovery, oldRecovery);
        };
    }

    static <K, V> void replace(Map<K, V> now, Map<K, V> before) {
        now.clear();
        now.putAll(before);
    }

    final void forgetCredentials(AccountId account) {
        credentials.values().removeIf(credential -> credential.account().equals(account));
        codes.remove(account);
        passkeys.values().removeIf(passkey -> passkey.account().equals(account));
        recovery.remove(account);
    }

    // ---- passwords ----

    @Override
    public synchronized List<Credential> credentials(AccountId account) {
        return credentials.values().stream()
                .filter(credential -> credential.account().equals(account))
                .toList();
    }

    @Override
    public synchronized Credential setPassword(AccountId account, String hash, Instant when) {
        mustBeThere(account);
        credentials
                .values()
                .removeIf(credential ->
                        credential.account().equals(account) && credential.kind() == Credential.Kind.PASSWORD);
        return add(account, Credential.Kind.PASSWORD, "", "", Set.of(), hash, when);
    }

    @Override
    public synchronized boolean rehash(long credential, String from, String to) {
        Credential known = credentials.get(credential);
        if (known == null || !known.hash().equals(from)) {
            return false;
        }
        credentials.put(credential, known.withHash(to));
        return true;
    }

    @Override
    public synchronized Credential addAppPassword(
            AccountId account,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when,
            int limit) {
        mustBeThere(account);
        if (credentials(account).stream()
                        .filter(known -> known.kind() == Credential.Kind.APP)
                        .count()
                >= limit) {
            throw new DirectoryException(new DirectoryFailure.TooMany("app passwords for one mailbox", limit));
        }
        return add(account, Credential.Kind.APP, label, selector, protocols, hash, when);
    }

    @Override
    public synchronized boolean removeAppPassword(AccountId account, long credential) {
        Credential known = credentials.get(credential);
        if (known == null || !known.account().equals(account) || known.kind() != Credential.Kind.APP) {
            return false;
        }
        credentials.remove(credential);
        return true;
    }

    private Credential add(
            AccountId account,
            Credential.Kind kind,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when) {
        Credential credential = new Credential(++last, account, kind, label, selector, protocols, hash, when);
        credentials.put(credential.id(), credential);
        return credential;
    }

    // ---- second factors ----

    @Override
    public synchronized boolean hasFactor(AccountId account) {
        return codes.containsKey(account) || !passkeys(account).isEmpty();
    }

    @Override
    public synchronized Optional<SecondFactor> secondFactor(AccountId account) {
        return Optional.ofNullable(codes.get(account));
    }

    @Override
    public synchronized void setSecondFactor(AccountId account, Optional<SecondFactor> factor) {
        factor.ifPresentOrElse(set -> codes.put(account, set), () -> codes.remove(account));
    }

    @Override
    public synchronized boolean useStep(AccountId account, long step) {
        SecondFactor factor = codes.get(account);
        if (factor == null || step <= factor.lastStep()) {
            return false;
        }
        codes.put(account, new SecondFactor(factor.sealed(), factor.created(), step));
        return true;
    }

    @Override
    public synchronized Optional<Passkey> addPasskey(Passkey passkey, int limit) {
        mustBeThere(passkey.account());
        if (passkeys(passkey.account()).size() >= limit) {
            throw new DirectoryException(new DirectoryFailure.TooMany("passkeys for one account", limit));
        }
        if (passkey(passkey.credential()).isPresent()) {
            return Optional.empty();
        }
        Passkey added = passkey.withId(++last);
        passkeys.put(added.id(), added);
        return Optional.of(added);
    }

    @Override
    public synchronized Optional<Passkey> passkey(String credential) {
        return passkeys.values().stream()
                .filter(known -> known.credential().equals(credential))
                .findFirst();
    }

    @Override
    public synchronized List<Passkey> passkeys(AccountId account) {
        return passkeys.values().stream()
                .filter(known -> known.account().equals(account))
                .toList();
    }

    @Override
    public synchronized boolean usePasskey(long id, long counter, Instant when, String from) {
        Passkey known = passkeys.get(id);
        if (known == null || counter <= known.counter() && (counter != 0 || known.counter() != 0)) {
            return false;
        }
        passkeys.put(id, known.usedAt(counter, when, from));
        return true;
    }

    @Override
    public synchronized boolean renamePasskey(AccountId account, long id, String name) {
        Passkey known = passkeys.get(id);
        if (known == null || !known.account().equals(account)) {
            return false;
        }
        passkeys.put(id, known.withName(name));
        return true;
    }

    @Override
    public synchronized boolean removePasskey(AccountId account, long id) {
        Passkey known = passkeys.get(id);
        return known != null && known.account().equals(account) && passkeys.remove(id) != null;
    }

    @Override
    public synchronized void setRecoveryCodes(AccountId account, Collection<String> digests) {
        recovery.put(account, new LinkedHashSet<>(digests));
    }

    @Override
    public synchronized boolean useRecoveryCode(AccountId account, String digest) {
        return recovery.getOrDefault(account, new LinkedHashSet<>()).remove(digest);
    }

    @Override
    public synchronized int recoveryCodes(AccountId account) {
        return recovery.getOrDefault(account, Set.of()).size();
    }
}
