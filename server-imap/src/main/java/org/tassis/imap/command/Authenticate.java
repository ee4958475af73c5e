package org.tassis.imap.command;

import java.util.Optional;
import org.tassis.core.Secret;

/// AUTHENTICATE: RFC 9051 §6.2.2, with an initial response (SASL-IR, RFC 4959).
///
/// @param mechanism       upper case
/// @param initialResponse base64 as the client sent it; empty text when it sent `=`
public record Authenticate(String mechanism, Optional<Secret> initialResponse) implements ImapCommand.BeforeLogin {
    @Override
    public String word() {
        return "AUTHENTICATE";
    }
}
