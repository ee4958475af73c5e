package org.tassis.directory.contact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.tassis.core.AccountId;

/// Contacts for tests and trials.
public final class InMemoryContacts implements ContactRecords {
    private final Map<AccountId, Book> books = new HashMap<>();

    @Override
    public synchronized long version(AccountId account) {
        return book(account).version();
    }

    @Override
    public synchronized Book book(AccountId account) {
        return books.getOrDefault(account, Book.EMPTY);
    }

    @Override
    public synchronized <T> T change(AccountId account, Function<Book, Edit.Many<T>> edits) {
        Book before = book(account);
        Edit.Many<T> many = edits.apply(before);
        if (!many.edits().isEmpty()) {
            books.put(account, changed(before, many));
        }
        return many.result();
    }

    private static Book changed(Book before, Edit.Many<?> many) {
        TreeMap<Long, Contact> contacts = new TreeMap<>();
        before.contacts().forEach(one -> contacts.put(one.id(), one));
        TreeMap<Long, Group> groups = new TreeMap<>();
        before.groups().forEach(one -> groups.put(one.id(), one));
        boolean collects = before.collects();
        for (Edit edit : many.edits()) {
            switch (edit) {
                case Edit.Keep(Contact contact) -> contacts.put(contact.id(), contact);
                case Edit.Forget(long contact) -> contacts.remove(contact);
                case Edit.KeepGroup(Group group) -> groups.put(group.id(), group);
                case Edit.ForgetGroup(long group) -> {
                    groups.remove(group);
                    contacts.replaceAll((_, one) -> {
                        TreeSet<Long> left = new TreeSet<>(one.groups());
                        left.remove(group);
                        return one.in(left);
                    });
                }
                case Edit.Collects(boolean on) -> collects = on;
            }
        }
        return new Book(
                before.version() + 1,
                many.nextId(),
                collects,
                List.copyOf(groups.values()),
                List.copyOf(contacts.values()));
    }

    @Override
    public synchronized void purge(AccountId account) {
        books.remove(account);
    }
}
