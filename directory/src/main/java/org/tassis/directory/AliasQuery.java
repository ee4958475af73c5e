package org.tassis.directory;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.DomainName;

/// Which aliases are wanted.
///
/// @param customer only those in the domains of one
/// @param domain   only those in it
/// @param words    each is somewhere in the address or in one of those that it leads to, in any case; empty:
///     all
/// @param removed  whether removed ones are wanted, or those that exist
public record AliasQuery(Optional<CustomerId> customer, Optional<DomainName> domain, String words, boolean removed) {
    public static final AliasQuery ALL = new AliasQuery(Optional.empty(), Optional.empty(), "", false);

    private static final int MAX_WORDS = 200;

    public AliasQuery {
        words = words.strip().toLowerCase(Locale.ROOT);
        words = words.substring(0, Math.min(MAX_WORDS, words.length()));
    }

    public AliasQuery of(CustomerId owner) {
        return new AliasQuery(Optional.of(owner), domain, words, removed);
    }

    public AliasQuery in(Optional<DomainName> name) {
        return new AliasQuery(customer, name, words, removed);
    }

    public AliasQuery with(String text) {
        return new AliasQuery(customer, domain, text, removed);
    }

    /// @param wanted whether removed ones are
    public AliasQuery removed(boolean wanted) {
        return new AliasQuery(customer, domain, words, wanted);
    }

    /// What words are looked for in.
    ///
    /// @return lower case; the key of the address first
    public static String text(String key, String written, String targets) {
        String shown = written.toLowerCase(Locale.ROOT);
        return key + '\n' + (shown.equals(key) ? "" : shown + '\n') + targets.toLowerCase(Locale.ROOT);
    }

    /// Whether all words are in such a text.
    public boolean finds(String text) {
        for (String word : words.split("\\s+", -1)) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }
}
