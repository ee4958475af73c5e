package org.tassis.webmail.contacts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tassis.core.EmailAddress;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contact;

/// A contact's form as it was typed.
///
/// @param id        empty for a new one
/// @param addresses one to a line; so are the numbers
public record CardForm(
        String id, String name, String organisation, String addresses, String phones, String notes, Set<Long> groups) {
    static final int MAX_TEXT = 20_000;

    public CardForm {
        groups = Set.copyOf(groups);
    }

    static CardForm of(Contact contact) {
        Card card = contact.card();
        return new CardForm(
                Long.toString(contact.id()),
                card.name(),
                card.organisation(),
                card.addresses().stream().map(EmailAddress::toString).collect(Collectors.joining("\n")),
                String.join("\n", card.phones()),
                card.notes(),
                contact.groups());
    }

    List<EmailAddress> typed(List<String> wrong) {
        List<EmailAddress> typed = new ArrayList<>();
        lines(addresses).forEach(line -> EmailAddress.parse(line).ifPresentOrElse(typed::add, () -> wrong.add(line)));
        return typed;
    }

    /// @param typed its addresses
    Card card(List<EmailAddress> typed) {
        return Card.fitting(name, organisation, typed, lines(phones), notes);
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(200)
                .toList();
    }
}
