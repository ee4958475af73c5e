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
import java.util.concurrent.atomic.AtomicLong;
import org.tassis.core.AccountId;

/// Passwords and second factors of {@link InMemoryDirectoryRecords}, under its lock.
final class InMemoryCredentials {
    private final TreeMap<Long, Credential> credentials = new TreeMap<>();
    private final Map<AccountId, SecondFactor> codes = new HashMap<>();
    private final TreeMap<Long, Passkey> passkeys = new TreeMap<>();
    private final Map<AccountId, Set<String>> recovery = new HashMap<>();

    /// Of all copies: an id is never given again.
    private final AtomicLong last;

    InMemoryCredentials() {
        last = new AtomicLong();
    }

    InMemoryCredentials(InMemoryCredentials other) {
        credentials.putAll(other.credentials);
        codes.putAll(other.codes);
        passkeys.putAll(other.passkeys);
        other.recovery.forEach((account, digests) -> recovery.put(account, new LinkedHashSet<>(digests)));
        last = other.last;
    }

    void forget(AccountId account) {
        credentials.values().removeIf(credential -> credential.account().equals(account));
        codes.remove(account);
        passkeys.values().removeIf(passkey -> passkey.account().equals(account));
        recovery.remove(account);
    }

    // ---- passwords ----

    List<Credential> of(AccountId account) {
        return credentials.values().stream()
                .filter(credential -> credential.account().equals(account))
                .toList();
    }

    Credential setPassword(AccountId account, String hash, Instant when) {
        credentials
                .values()
                .removeIf(credential ->
                        credential.account().equals(account) && credential.kind() == Credential.Kind.PASSWORD);
        return add(account, Credential.Kind.PASSWORD, "", "", Set.of(), hash, when);
    }

    boolean rehash(long credential, String from, String to) {
        Credential known = credentials.get(credential);
        if (known == null || !known.hash().equals(from)) {
            return false;
        }
        credentials.put(credential, known.withHash(to));
        return true;
    }

    Credential addAppPassword(
            AccountId account,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when,
            int limit) {
        if (of(account).stream()
                        .filter(known -> known.kind() == Credential.Kind.APP)
                        .count()
                >= limit) {
            throw new DirectoryException(new DirectoryFailure.TooMany("app passwords for one mailbox", limit));
        }
        return add(account, Credential.Kind.APP, label, selector, protocols, hash, when);
    }

    boolean removeAppPassword(AccountId account, long credential) {
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
        Credential credential =
                new Credential(last.incrementAndGet(), account, kind, label, selector, protocols, hash, when);
        credentials.put(credential.id(), credential);
        return credential;
    }

    // ---- second factors ----

    boolean hasFactor(AccountId account) {
        return codes.containsKey(account) || !passkeys(account).isEmpty();
    }

    Optional<SecondFactor> codes(AccountId account) {
        return Optional.ofNullable(codes.get(account));
    }

    void setCodes(AccountId account, Optional<SecondFactor> factor) {
        factor.ifPresentOrElse(set -> codes.put(account, set), () -> codes.remove(account));
    }

    boolean useStep(AccountId account, long step) {
        SecondFactor factor = codes.get(account);
        if (factor == null || step <= factor.lastStep()) {
            return false;
        }
        codes.put(account, new SecondFactor(factor.sealed(), factor.created(), step));
        return true;
    }

    Optional<Passkey> addPasskey(Passkey passkey, int limit) {
        if (passkeys(passkey.account()).size() >= limit) {
            throw new DirectoryException(new DirectoryFailure.TooMany("passkeys for one account", limit));
        }
        if (passkey(passkey.credential()).isPresent()) {
            return Optional.empty();
        }
        Passkey added = passkey.withId(last.incrementAndGet());
        passkeys.put(added.id(), added);
        return Optional.of(added);
    }

    Optional<Passkey> passkey(String credential) {
        return passkeys.values().stream()
                .filter(known -> known.credential().equals(credential))
                .findFirst();
    }

    List<Passkey> passkeys(AccountId account) {
        return passkeys.values().stream()
                .filter(known -> known.account().equals(account))
                .toList();
    }

    boolean usePasskey(long id, long counter, Instant when, String from) {
        Passkey known = passkeys.get(id);
        if (known == null || counter <= known.counter() && (counter != 0 || known.counter() != 0)) {
            return false;
        }
        passkeys.put(id, known.usedAt(counter, when, from));
        return true;
    }

    boolean renamePasskey(AccountId account, long id, String name) {
        Passkey known = passkeys.get(id);
        if (known == null || !known.account().equals(account)) {
            return false;
        }
        passkeys.put(id, known.withName(name));
        return true;
    }

    boolean removePasskey(AccountId account, long id) {
        Passkey known = passkeys.get(id);
        return known != null && known.account().equals(account) && passkeys.remove(id) != null;
    }

    void setRecoveryCodes(AccountId account, Collection<String> digests) {
        recovery.put(account, new LinkedHashSet<>(digests));
    }

    boolean useRecoveryCode(AccountId account, String digest) {
        return recovery.getOrDefault(account, new LinkedHashSet<>()).remove(digest);
    }

    int recoveryCodes(AccountId account) {
        return recovery.getOrDefault(account, Set.of()).size();
    }
}
