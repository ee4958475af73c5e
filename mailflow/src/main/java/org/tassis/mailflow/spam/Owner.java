package org.tassis.mailflow.spam;

import org.tassis.core.AccountId;

/// Whose learning it is: a mailbox's, or what all share.
///
/// @param number of the account, 0 for what all share
public record Owner(long number) {
    public static final Owner BASE = new Owner(0);

    public Owner {
        if (number < 0) {
            throw new IllegalArgumentException("an owner is an account or 0");
        }
    }

    public static Owner of(AccountId account) {
        return new Owner(account.value());
    }
}
