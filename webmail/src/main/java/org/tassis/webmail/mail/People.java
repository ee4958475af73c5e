package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.webmail.html.LookAlike;

/// Addresses of a message's header as people read them.
final class People {
    private People() {}

    /// @param name     perhaps empty
    /// @param address  perhaps empty, when the header has none that can be read
    /// @param deceives whether its letters were chosen to look like others, or its name is another address
    record Person(String name, String address, boolean deceives) {
        /// For lists: the name, without one the address.
        public String brief() {
            return name.isEmpty() ? address : name;
        }

        /// For the header of a message.
        public String full() {
            return name.isEmpty() || name.equals(address) ? address : name + " <" + address + ">";
        }
    }

    /// Groups are taken apart.
    static List<Person> of(List<Envelope.Mailbox> addresses) {
        List<Person> people = new ArrayList<>();
        for (Envelope.Mailbox one : addresses) {
            if (one.host().isPresent()) {
                String local = HeaderText.decode(one.local().orElse(""));
                String host = HeaderText.decode(one.host().get());
                String address = host.isEmpty() ? local : local + "@" + host;
                String name = HeaderText.decode(one.name().orElse("")).strip();
                people.add(new Person(name, address, deceives(name, address)));
            }
        }
        return people;
    }

    static Optional<Person> first(List<Envelope.Mailbox> addresses) {
        return of(addresses).stream().findFirst();
    }

    private static boolean deceives(String name, String address) {
        boolean otherAddress = name.matches("[^\\s@]+@[^\\s@]+\\.[^\\s@]+") && !name.equalsIgnoreCase(address);
        return otherAddress
                || LookAlike.mixesScripts(name)
                || LookAlike.mixesScripts(address)
                || LookAlike.looksLatin(address);
    }
}
