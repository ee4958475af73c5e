package org.tassis.directory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// Accounts of {@link InMemoryDirectoryRecords} with their addresses, under its lock.
final class InMemoryAccounts {
    private final TreeMap<String, AccountRecord> byLogin;
    private final Map<AccountId, AccountRecord> byId;
    private final Map<EmailAddress, AccountId> byAddress;

    InMemoryAccounts() {
        byLogin = new TreeMap<>();
        byId = new HashMap<>();
        byAddress = new HashMap<>();
    }

    InMemoryAccounts(InMemoryAccounts other) {
        byLogin = new TreeMap<>(other.byLogin);
        byId = new HashMap<>(other.byId);
        byAddress = new HashMap<>(other.byAddress);
    }

    Optional<AccountRecord> find(AccountId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<AccountRecord> find(Login login) {
        return Optional.ofNullable(byLogin.get(login.value()));
    }

    Optional<AccountRecord> find(EmailAddress address) {
        return Optional.ofNullable(byAddress.get(address)).map(this::holder);
    }

    AccountRecord known(AccountId id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    /// That was not removed.
    AccountRecord existing(AccountId id) {
        return find(id).filter(AccountRecord::exists).orElseThrow(() -> unknown(id));
    }

    /// A mailbox of that customer, not removed.
    void mustBeMailboxOf(CustomerId customer, AccountId id) {
        AccountRecord record = existing(id);
        if (!record.isMailbox() || !record.customer().equals(customer)) {
            throw unknown(id);
        }
    }

    /// As {@link DirectoryRecords#accounts}.
    List<AccountRecord> page(MailboxQuery query, Optional<Login> after, int limit) {
        return byLogin.tailMap(after.map(Login::value).orElse(""), false).values().stream()
                .filter(record -> record.isMailbox() && record.exists() != query.removed())
                .filter(record ->
                        query.customer().isEmpty() || query.customer().get().equals(record.customer()))
                .filter(record -> query.domain().isEmpty()
                        || record.account().addresses().stream().anyMatch(address -> address.domain()
                                .equals(query.domain().get())))
                .filter(record -> SearchText.matches(record.account(), query.words()))
                .limit(limit)
                .toList();
    }

    List<AccountRecord> operators(boolean removed) {
        return byLogin.values().stream()
                .filter(record -> !record.isMailbox() && record.exists() != removed)
                .toList();
    }

    List<AccountId> removedBefore(Instant instant, int limit) {
        return byId.values().stream()
                .filter(record -> record.isMailbox()
                        && record.removed().filter(instant::isAfter).isPresent())
                .sorted(Comparator.comparing(
                                (AccountRecord record) -> record.removed().orElseThrow())
                        .thenComparing(record -> record.account().id().value()))
                .limit(limit)
                .map(record -> record.account().id())
                .toList();
    }

    OptionalInt highestNumber(String word) {
        return byLogin.keySet().stream()
                .map(NumberedLogin::of)
                .flatMap(Optional::stream)
                .filter(login -> login.word().equals(word))
                .mapToInt(NumberedLogin::number)
                .max();
    }

    /// As they are now: they may be put and removed meanwhile.
    List<AccountRecord> where(Predicate<AccountRecord> which) {
        return byId.values().stream().filter(which).toList();
    }

    /// Removed ones too.
    boolean hasAnyOf(CustomerId customer) {
        return byId.values().stream().anyMatch(record -> record.customer().equals(customer));
    }

    /// Those of removed mailboxes too.
    boolean hasAddressIn(DomainName domain) {
        return byAddress.keySet().stream().anyMatch(address -> address.domain().equals(domain));
    }

    Stream<EmailAddress> usedAddressesIn(DomainName domain) {
        return byAddress.entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(domain)
                        && holder(entry.getValue()).exists())
                .map(Map.Entry::getKey);
    }

    /// @param taker none for an account that is not there yet
    void mayTake(EmailAddress address, @Nullable AccountId taker) {
        AccountId holder = byAddress.get(address);
        if (holder != null && !holder.equals(taker)) {
            throw new DirectoryException(
                    new DirectoryFailure.AddressTaken(address, holder(holder).removed()));
        }
    }

    /// In the place of the one with this number, if there is one.
    void put(AccountRecord record) {
        find(record.account().id())
                .ifPresent(before -> before.account().addresses().forEach(byAddress::remove));
        byLogin.put(record.account().login().value(), record);
        byId.put(record.account().id(), record);
        record.account()
                .addresses()
                .forEach(address -> byAddress.put(address, record.account().id()));
    }

    Optional<AccountRecord> remove(AccountId id) {
        Optional<AccountRecord> gone = Optional.ofNullable(byId.remove(id));
        gone.ifPresent(record -> {
            byLogin.remove(record.account().login().value());
            record.account().addresses().forEach(byAddress::remove);
        });
        return gone;
    }

    private AccountRecord holder(AccountId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("an address leads nowhere: " + id));
    }

    private static DirectoryException unknown(AccountId id) {
        return new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value()));
    }
}
