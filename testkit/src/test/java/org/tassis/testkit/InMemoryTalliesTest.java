package org.tassis.testkit;

import org.tassis.mailflow.report.InMemoryTallies;
import org.tassis.mailflow.report.Tallies;

class InMemoryTalliesTest implements TalliesContract {
    private final Tallies tallies = new InMemoryTallies();

    @Override
    public Tallies tallies() {
        return tallies;
    }
}
