package org.tassis.testkit;

import org.tassis.store.InMemoryShares;
import org.tassis.store.Shares;

class InMemorySharesTest implements ShareContract {
    private final Shares shares = new InMemoryShares();

    @Override
    public Shares shares() {
        return shares;
    }
}
