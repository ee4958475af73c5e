package org.tassis.testkit;

import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.InMemoryChoices;

class InMemoryChoicesTest implements ChoiceContract {
    private final ChoiceRecords choices = new InMemoryChoices();

    @Override
    public ChoiceRecords choices() {
        return choices;
    }
}
