package org.tassis.directory;

/// What a customer has now, without what is removed.
///
/// @param storage octets that its mailboxes may hold together, {@link Plan#UNLIMITED} when one of them has no limit
public record CustomerUse(long storage, long mailboxes, long domains, long domainAliases) {
    public long of(Plan.Limit limit) {
        return switch (limit) {
            case STORAGE -> storage;
            case MAILBOXES -> mailboxes;
            case DOMAINS -> domains;
            case DOMAIN_ALIASES -> domainAliases;
        };
    }
}
