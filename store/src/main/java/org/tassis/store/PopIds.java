package org.tassis.store;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.core.AccountId;
import org.tassis.core.MessageId;

/// The identities that messages had for POP3 at another server (RFC 1939 §7), kept so that programs which
/// leave mail on the server do not fetch all of it again when the mailbox moves here. A message has one for
/// ever, wherever it is moved, as {@link MessageId} stays. Any thread; a database that fails is a
/// {@link StoreException} with Unavailable.
public interface PopIds {
    /// None are kept.
    PopIds NONE = new PopIds() {
        @Override
        public Map<MessageId, String> of(AccountId account) {
            return Map.of();
        }

        @Override
        public void keep(AccountId account, Map<MessageId, String> ids) {}

        @Override
        public void forget(AccountId account) {}
    };

    /// Of all messages of an account that have one.
    Map<MessageId, String> of(AccountId account);

    /// @param ids 1 to 70 characters from `!` to `~`, each
    void keep(AccountId account, Map<MessageId, String> ids);

    void forget(AccountId account);

    /// Whether a text can be one: RFC 1939 §7.
    static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= 70 && text.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    /// For tests, and as the model of the others.
    static PopIds inMemory() {
        return new PopIds() {
            private final Map<AccountId, Map<MessageId, String>> kept = new ConcurrentHashMap<>();

            @Override
            public Map<MessageId, String> of(AccountId account) {
                return Map.copyOf(kept.getOrDefault(account, Map.of()));
            }

            @Override
            public void keep(AccountId account, Map<MessageId, String> ids) {
                kept.compute(account, (_, before) -> {
                    Map<MessageId, String> all = new HashMap<>(before == null ? Map.of() : before);
                    all.putAll(ids);
                    return all;
                });
            }

            @Override
            public void forget(AccountId account) {
                kept.remove(account);
            }
        };
    }
}
