package org.tassis.webmail.compose;

import java.util.List;
import org.tassis.core.AccountId;

/// Groups of an account's contacts, to be written to.
@FunctionalInterface
interface Groups {
    /// Its members, as a field of addresses has them; none when it is not there.
    List<String> members(AccountId account, long group);
}
