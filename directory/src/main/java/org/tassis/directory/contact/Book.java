package org.tassis.directory.contact;

import java.util.List;
import java.util.Optional;

/// All contacts of one account at one moment, removed ones among them.
///
/// @param version  goes up with every change and is never used again; 0 before the first
/// @param nextId   greater than every number of a contact or group ever given
/// @param collects whether people written to are added
public record Book(long version, long nextId, boolean collects, List<Group> groups, List<Contact> contacts) {
    public static final Book EMPTY = new Book(0, 1, true, List.of(), List.of());

    public Book {
        groups = List.copyOf(groups);
        contacts = List.copyOf(contacts);
    }

    /// A live one.
    public Optional<Contact> contact(long id) {
        return contacts.stream().filter(one -> one.id() == id && one.isLive()).findFirst();
    }

    /// A live one.
    public Optional<Group> group(long id) {
        return groups.stream().filter(one -> one.id() == id && one.isLive()).findFirst();
    }

    public List<Contact> live() {
        return contacts.stream().filter(Contact::isLive).toList();
    }

    public List<Group> liveGroups() {
        return groups.stream().filter(Group::isLive).toList();
    }
}
