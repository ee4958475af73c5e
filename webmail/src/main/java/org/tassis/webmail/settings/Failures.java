package org.tassis.webmail.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.web.Passwords;

/// Says in the visitor's language why the directory refused something.
final class Failures {
    private final MessageSource messages;

    Failures(MessageSource messages) {
        this.messages = messages;
    }

    /// What nobody meets on these pages is told in English.
    String text(DirectoryException e, Locale language) {
        return switch (e.failure()) {
            case DirectoryFailure.NoSuchAddress(var address) -> say("failure.address", language, address);
            case DirectoryFailure.Circle(var way) -> say("failure.circle", language, String.join(" \u2192 ", way));
            case DirectoryFailure.TooMany(var _, var limit) -> say("failure.many", language, limit);
            case DirectoryFailure.WeakPassword weak -> Passwords.why(messages, weak, language);
            case DirectoryFailure.BadValue _ -> say("failure.value", language);
            case DirectoryFailure.NoSuchDomain(var name) -> say("failure.domain", language, name.unicode());
            case DirectoryFailure.Unavailable _ -> say("failure.unavailable", language);
            default -> say("failure.other", language, e.failure().text());
        };
    }

    String wrongAddresses(List<String> typed, Locale language) {
        return say("failure.typed", language, String.join(", ", typed));
    }

    String say(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }

    static String lines(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::toString).collect(Collectors.joining("\n"));
    }
}
