package org.tassis.webmail.compose;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.message.AddressList;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;

/// Somebody with an address.
///
/// @param name for people, perhaps empty
record Person(String name, EmailAddress address) {
    static final int MAX = 1_000;

    /// What a field of addresses holds.
    ///
    /// @param wrong what is no address, as it was typed
    record Typed(List<Person> people, List<String> wrong) {}

    /// Addresses as people type them: separated by commas, semicolons or line ends, with or without names.
    static Typed typed(String field) {
        String commas = separated(field);
        List<Person> people = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        String octets = new String(commas.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (Envelope.Mailbox mailbox : AddressList.parse(octets, MAX)) {
            if (mailbox.host().isEmpty()) {
                continue; // the start or end of a group
            }
            Optional<Person> person = of(mailbox);
            if (person.isPresent()) {
                people.add(person.get());
            } else {
                wrong.add(text(mailbox));
            }
        }
        return new Typed(List.copyOf(people), List.copyOf(wrong));
    }

    /// @return empty when its address is none
    static Optional<Person> of(Envelope.Mailbox mailbox) {
        String local = utf8(mailbox.local().orElse(""));
        String host = utf8(mailbox.host().orElse(""));
        return EmailAddress.of(local, host)
                .or(() -> EmailAddress.of('"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"', host))
                .map(address -> new Person(
                        mailbox.name().map(HeaderText::decode).orElse("").strip(), address));
    }

    private static String text(Envelope.Mailbox mailbox) {
        String host = utf8(mailbox.host().orElse(""));
        String local = utf8(mailbox.local().orElse(""));
        return host.isEmpty() ? local : local + "@" + host;
    }

    /// Semicolons and line ends outside quotes become commas.
    private static String separated(String field) {
        StringBuilder out = new StringBuilder(field.length());
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            quoted ^= c == '"';
            boolean end = c == '\n' || c == '\r' || !quoted && c == ';';
            out.append(end ? ',' : c);
        }
        return out.toString();
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// As it is typed and shown in a field.
    @Override
    public String toString() {
        if (name.isBlank() || name.equals(address.toString())) {
            return address.toString();
        }
        boolean plain = name.chars().allMatch(c -> c >= 0x80 || Character.isLetterOrDigit(c) || " -'_".indexOf(c) >= 0);
        return (plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"') + " <" + address + ">";
    }
}
