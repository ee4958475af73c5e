package org.tassis.admin.setup;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.setup.FirstRun;

/// What was typed, as it was typed: it stays after an error, but for the passwords.
///
/// @param certificates whether they may be ordered
public record SetUpForm(
        String host,
        String operator,
        String domain,
        String customer,
        boolean certificates,
        Map<String, String> faults) {
    private static final int MAX = 320;

    static SetUpForm empty(String host) {
        return new SetUpForm(host, "operator", "", "", true, Map.of());
    }

    public SetUpForm {
        faults = Map.copyOf(faults);
    }

    private static String cut(String text) {
        String plain = text.strip();
        return plain.substring(0, Math.min(plain.length(), MAX));
    }

    /// With a fault for each field that cannot be: the key of a message.
    static SetUpForm read(
            String host,
            String operator,
            String domain,
            String customer,
            boolean certificates,
            String first,
            String second) {
        Map<String, String> faults = new LinkedHashMap<>();
        if (DomainName.parse(cut(host))
                .filter(name -> name.ascii().contains("."))
                .isEmpty()) {
            faults.put("host", "setup.fault.host");
        }
        if (Login.parse(cut(operator)).isEmpty()) {
            faults.put("operator", "setup.fault.login");
        }
        if (!first.equals(second)) {
            faults.put("password", "setup.fault.differ");
        } else if (first.isEmpty()) {
            faults.put("password", "setup.fault.password");
        }
        if (DomainName.parse(cut(domain))
                .filter(name -> name.ascii().contains("."))
                .isEmpty()) {
            faults.put("domain", "setup.fault.domain");
        }
        if (!cut(customer).isEmpty() && Login.parse(cut(customer)).isEmpty()) {
            faults.put("customer", "setup.fault.login");
        }
        return new SetUpForm(cut(host), cut(operator), cut(domain), cut(customer), certificates, faults);
    }

    /// Only of a form without faults.
    FirstRun.Answers answers(Secret password, Locale language) {
        return new FirstRun.Answers(
                DomainName.parse(host).orElseThrow(),
                Login.parse(operator).orElseThrow(),
                password,
                Optional.of(customer).filter(text -> !text.isEmpty()).flatMap(Login::parse),
                DomainName.parse(domain).orElseThrow(),
                language,
                certificates);
    }
}
