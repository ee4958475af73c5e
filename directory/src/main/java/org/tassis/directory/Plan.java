package org.tassis.directory;

import java.util.Locale;

/// What a customer may have in all.
///
/// @param name          1 to 40 characters; two that differ in case only are one plan
/// @param storage       octets that all its mailboxes may hold together, at least 0
/// @param mailboxes     how many, at least 0
/// @param domains       domains that are no aliases of others, at least 0
/// @param domainAliases domains that are, at least 0
public record Plan(String name, long storage, long mailboxes, long domains, long domainAliases) {
    /// No limit, in every place of a plan.
    public static final long UNLIMITED = Long.MAX_VALUE;

    public static final int MAX_NAME = 40;

    public Plan {
        name = name.strip();
        if (storage < 0 || mailboxes < 0 || domains < 0 || domainAliases < 0) {
            throw new IllegalArgumentException("a limit is not negative");
        }
    }

    /// Under which two spellings of one plan are the same.
    public String key() {
        return key(name);
    }

    public static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    public long limit(Limit limit) {
        return switch (limit) {
            case STORAGE -> storage;
            case MAILBOXES -> mailboxes;
            case DOMAINS -> domains;
            case DOMAIN_ALIASES -> domainAliases;
        };
    }

    /// What a plan limits.
    public enum Limit {
        STORAGE("mail storage"),
        MAILBOXES("mailboxes"),
        DOMAINS("mail domains"),
        DOMAIN_ALIASES("domain aliases");

        private final String noun;

        Limit(String noun) {
            this.noun = noun;
        }

        /// For a sentence in English.
        public String noun() {
            return noun;
        }

        /// A number of things, or of octets.
        public String text(long amount) {
            return amount == UNLIMITED ? "unlimited" : this == STORAGE ? Sizes.text(amount) : Long.toString(amount);
        }
    }
}
