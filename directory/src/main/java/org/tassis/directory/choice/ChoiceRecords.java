package org.tassis.directory.choice;

import java.util.Map;
import org.tassis.core.AccountId;

/// Where choices are kept. Durable when a method returns. Methods block and may be called from any thread;
/// a database that fails is a {@link org.tassis.directory.DirectoryException}.
public interface ChoiceRecords {
    /// {@link Choices#NONE} of who has chosen nothing.
    Choices of(AccountId account);

    void put(AccountId account, Choices choices);

    /// Those from whose folders mail leaves by itself, by the number of the account.
    Map<AccountId, Choices> retaining();

    /// What a mailbox that is gone had chosen.
    void forget(AccountId account);
}
