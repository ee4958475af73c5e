package org.tassis.smtp;

import org.tassis.mailflow.Client;
import org.tassis.smtp.reply.SmtpReply;

/// BURL as it is offered and refused: RFC 4468.
final class Burls {
    /// The switch for a mailbox whose program cannot deal with it: that of URLs, of which BURL is a use.
    private static final String HIDDEN = "URLAUTH";

    private Burls() {}

    static boolean mayUse(Client client) {
        return client.account()
                .filter(account -> account.hiddenCapabilities().contains(HIDDEN))
                .isEmpty();
    }

    /// Before the login, that it is here and needs one: §3.1.
    static String keyword(MessageUrls urls, Client client) {
        return client.account().isEmpty() ? "BURL" : "BURL imap " + String.join(" ", urls.servers());
    }

    static SmtpReply reply(MessageUrls.Refused why) {
        return switch (why) {
            case NOT_TRUSTED -> SmtpReply.URL_NOT_TRUSTED;
            case NOT_AUTHORIZED -> SmtpReply.URL_FORBIDDEN;
            case NOT_THERE -> SmtpReply.URL_NOT_THERE;
            case UNAVAILABLE -> SmtpReply.URL_LATER;
        };
    }
}
