package org.tassis.admin.people;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Problem;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.desk.AddressLines;

/// Addresses in a form: one a line.
final class Lines {
    private Lines() {}

    /// @param domain of what has no `@`
    /// @throws Problem which lines are none
    static List<EmailAddress> parse(Form forms, String typed, Optional<DomainName> domain) {
        AddressLines lines = AddressLines.parse(typed, domain);
        if (!lines.faults().isEmpty()) {
            throw new Problem(forms.say(
                    "people.lines.wrong",
                    lines.faults().stream()
                            .map(fault -> forms.say("people.lines.line", fault.line(), fault.text()))
                            .collect(Collectors.joining(", "))));
        }
        return lines.addresses();
    }

    static String show(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::toString).collect(Collectors.joining("\n"));
    }
}
