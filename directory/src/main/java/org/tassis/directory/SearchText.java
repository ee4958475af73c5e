package org.tassis.directory;

import java.util.Locale;

/// What a search for mailboxes looks at in memory: login, real name and the keys of the addresses.
final class SearchText {
    private SearchText() {}

    /// Whether each of the words is somewhere in it.
    static boolean matches(Account account, String words) {
        for (String word : words.split("\\s+", -1)) {
            if (!account.login().value().contains(word)
                    && !account.realName().toLowerCase(Locale.ROOT).contains(word)
                    && account.addresses().stream()
                            .noneMatch(address -> address.key().contains(word))) {
                return false;
            }
        }
        return true;
    }
}
