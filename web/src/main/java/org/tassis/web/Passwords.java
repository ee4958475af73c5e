package org.tassis.web;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.tassis.directory.DirectoryFailure;

/// Says in a visitor's language why a password is not good enough.
public final class Passwords {
    private Passwords() {}

    /// @return whole sentences
    public static String why(MessageSource messages, DirectoryFailure.WeakPassword weak, Locale language) {
        return (messages.getMessage("password.weak." + weak.reason().name(), new Object[0], language) + " "
                        + weak.hint(language))
                .strip();
    }
}
