package org.tassis.testkit;

import org.tassis.directory.contact.ContactRecords;
import org.tassis.directory.contact.InMemoryContacts;

class InMemoryContactsTest implements ContactContract {
    private final ContactRecords records = new InMemoryContacts();

    @Override
    public ContactRecords records() {
        return records;
    }
}
