package org.tassis.directory.contact;

import java.util.function.Function;
import org.tassis.core.AccountId;

/// Where contacts are kept. Each method is one transaction, durable when it returns; any thread; may block.
/// Throws {@link org.tassis.directory.DirectoryException} Unavailable.
public interface ContactRecords {
    /// As {@link Book#version}; cheap.
    long version(AccountId account);

    Book book(AccountId account);

    /// Changes a book; nobody else changes it meanwhile. Without edits nothing changes, the version neither.
    ///
    /// @param edits decides what, of the book as it is then; may be asked again, and what it throws changes
    ///     nothing
    <T> T change(AccountId account, Function<Book, Edit.Many<T>> edits);

    /// Forgets all that an account has, for an account that nobody uses any more.
    void purge(AccountId account);
}
