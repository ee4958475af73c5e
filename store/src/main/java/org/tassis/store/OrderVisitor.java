package org.tassis.store;

import java.util.Optional;

/// Is shown what messages are put in order by: {@link MailStore#orderKeys}.
@FunctionalInterface
public interface OrderVisitor {
    /// @param index of the message in the snapshot
    /// @param keys  empty when the message cannot be read: forgotten meanwhile, or damaged
    void visit(int index, Optional<OrderKeys> keys);
}
