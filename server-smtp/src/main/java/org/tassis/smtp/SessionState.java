package org.tassis.smtp;

import org.tassis.mailflow.Client;

/// Where a session stands: RFC 5321 §4.1.4. Each state carries exactly the data that exists in it.
sealed interface SessionState {
    Client client();

    /// Before HELO or EHLO; again after STARTTLS (RFC 3207 §4.2).
    record Connected(Client client) implements SessionState {}

    /// @param extended whether by EHLO
    /// @param name     the name given
    record Greeted(Client client, boolean extended, String name) implements SessionState {}

    /// A message is under way.
    record Mailing(Greeted greeted, Transaction transaction) implements SessionState {
        @Override
        public Client client() {
            return greeted.client();
        }
    }

    /// The state without the message under way, which is thrown away.
    default SessionState withoutMail() {
        if (this instanceof Mailing(var greeted, var transaction)) {
            transaction.close();
            return greeted;
        }
        return this;
    }
}
