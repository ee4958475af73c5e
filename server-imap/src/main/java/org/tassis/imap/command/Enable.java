package org.tassis.imap.command;

import java.util.List;
import java.util.Locale;

/// ENABLE: RFC 9051 §6.3.1.
///
/// @param capabilities upper case, known or not
public record Enable(List<String> capabilities) implements ImapCommand.AfterLogin {
    public Enable {
        capabilities = List.copyOf(capabilities);
    }

    @Override
    public String word() {
        return "ENABLE";
    }

    @Override
    public boolean enablesCondstore() {
        return names("CONDSTORE") || names("QRESYNC");
    }

    public boolean names(String capability) {
        return capabilities.contains(capability.toUpperCase(Locale.ROOT));
    }
}
