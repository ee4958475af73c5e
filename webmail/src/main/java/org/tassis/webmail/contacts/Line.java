package org.tassis.webmail.contacts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.directory.contact.Book;
import org.tassis.directory.contact.Contact;
import org.tassis.directory.contact.Group;

/// One contact as a list shows it.
///
/// @param address the first one, perhaps empty
/// @param more    how many other addresses there are
/// @param to      what goes into a field of addresses
public record Line(
        long id,
        String title,
        String organisation,
        String address,
        int more,
        String to,
        List<String> groups,
        boolean collected,
        Instant removed) {
    static Line of(Book book, Contact contact) {
        List<EmailAddress> addresses = contact.card().addresses();
        String address =
                addresses.stream().findFirst().map(EmailAddress::toString).orElse("");
        String title = contact.card().title();
        return new Line(
                contact.id(),
                title,
                contact.card().organisation().equals(title)
                        ? ""
                        : contact.card().organisation(),
                address.equals(title) ? "" : address,
                Math.max(0, addresses.size() - 1),
                address,
                contact.groups().stream()
                        .sorted()
                        .map(book::group)
                        .flatMap(Optional::stream)
                        .map(Group::name)
                        .toList(),
                contact.collected(),
                contact.removed().orElse(Instant.EPOCH));
    }
}
