package org.tassis.web;

import org.tassis.directory.Account;

/// Where an account's first page is.
@FunctionalInterface
public interface Home {
    /// @return a path on this site
    String of(Account account);
}
