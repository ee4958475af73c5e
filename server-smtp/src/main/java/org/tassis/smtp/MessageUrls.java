package org.tassis.smtp;

import java.io.InputStream;
import java.util.List;
import org.tassis.directory.Account;

/// What URLs lead to that submitters name instead of sending octets: BURL, RFC 4468. Implementations look
/// in this server's store and never open a connection. Any thread; blocking.
public interface MessageUrls {
    /// Leads nowhere: BURL is not offered.
    MessageUrls NONE = new MessageUrls() {
        @Override
        public List<String> servers() {
            return List.of();
        }

        @Override
        public Outcome open(String url, Account submitter) {
            return Refused.NOT_TRUSTED;
        }
    };

    /// What URLs begin with that lead here: `imap://mail.example.org`. None when BURL is not offered.
    List<String> servers();

    /// @param submitter who has logged in to submit
    Outcome open(String url, Account submitter);

    /// What became of it.
    sealed interface Outcome {}

    /// @param octets of the message or its part, or an IOException when they cannot be read; whoever asked
    ///     closes it
    /// @param size   how many there are
    record Found(InputStream octets, long size) implements Outcome {}

    /// Why there is nothing.
    enum Refused implements Outcome {
        /// It is not the URL of a message, or leads to another server.
        NOT_TRUSTED,
        /// The submitter may not read by it.
        NOT_AUTHORIZED,
        /// There is no such message, or it has no such part.
        NOT_THERE,
        /// It cannot be looked for now.
        UNAVAILABLE
    }
}
