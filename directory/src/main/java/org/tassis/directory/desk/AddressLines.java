package org.tassis.directory.desk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Directory;

/// Addresses as people type them: one a line, `info` alone meaning `info@` the domain at hand.
///
/// @param addresses each once, in the order of their lines
/// @param faults    lines that are none; empty when all is well
public record AddressLines(List<EmailAddress> addresses, List<Fault> faults) {
    public AddressLines {
        addresses = List.copyOf(addresses);
        faults = List.copyOf(faults);
    }

    /// @param line the first is 1
    /// @param text as it was typed
    /// @param why  a sentence
    public record Fault(int line, String text, String why) {}

    private static final int MAX_SHOWN = 100;

    /// Empty lines are passed over.
    ///
    /// @param domain of what has no `@`; empty: it must be there
    public static AddressLines parse(String text, Optional<DomainName> domain) {
        Set<EmailAddress> addresses = new LinkedHashSet<>();
        List<Fault> faults = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r?\n|\r", -1)) {
            number++;
            String typed = line.strip();
            if (typed.isEmpty()) {
                continue;
            }
            String shown = typed.length() > MAX_SHOWN ? typed.substring(0, MAX_SHOWN) + "..." : typed;
            if (addresses.size() >= Directory.MAX_ADDRESSES) {
                faults.add(new Fault(number, shown, "There may be at most " + Directory.MAX_ADDRESSES + " addresses."));
                break;
            }
            Optional<EmailAddress> address = typed.indexOf('@') < 0
                    ? domain.flatMap(name -> EmailAddress.of(typed, name.ascii()))
                    : EmailAddress.parse(typed);
            if (address.isEmpty()) {
                faults.add(new Fault(number, shown, "This is not an e-mail address. Write one on each line."));
            } else if (!addresses.add(address.get())) {
                faults.add(new Fault(number, shown, "This address is in an earlier line already."));
            }
        }
        return new AddressLines(List.copyOf(addresses), faults);
    }
}
