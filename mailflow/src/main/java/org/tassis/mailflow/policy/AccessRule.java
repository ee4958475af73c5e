package org.tassis.mailflow.policy;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// One entry of a list of who is always let in, or never.
public record AccessRule(Scope scope, Subject subject, Effect effect, Instant since) {
    public enum Effect {
        ALLOW,
        BLOCK
    }

    /// For whose mail it holds.
    public sealed interface Scope {
        record Server() implements Scope {}

        /// One of this server's domains.
        record Domain(DomainName name) implements Scope {}

        record Mailbox(AccountId account) implements Scope {}
    }

    /// Whom it names.
    public sealed interface Subject {
        /// A sender, whatever its spelling.
        record Sender(EmailAddress address) implements Subject {
            @Override
            public String text() {
                String key = address.key();
                if (EmailAddress.parse(key).isPresent()) {
                    return key;
                }
                int at = key.lastIndexOf('@');
                String quoted = key.substring(0, at).replace("\\", "\\\\").replace("\"", "\\\"");
                return '"' + quoted + '"' + key.substring(at);
            }
        }

        /// All senders of a domain and of the domains below it.
        record SenderDomain(DomainName name) implements Subject {
            @Override
            public String text() {
                return name.ascii();
            }
        }

        /// All clients in a network.
        record Network(Cidr network) implements Subject {
            @Override
            public String text() {
                return network.toString();
            }
        }

        /// In the one form that {@link #parse} reads back.
        String text();

        /// `a@b.example`, `b.example` or `@b.example`, `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
        static Optional<Subject> parse(String text) {
            Optional<Cidr> network = Cidr.parse(text);
            if (network.isPresent()) {
                return network.map(Network::new);
            }
            if (text.indexOf('@') > 0) {
                return EmailAddress.parse(text).map(Sender::new);
            }
            return DomainName.parse(text.startsWith("@") ? text.substring(1) : text)
                    .map(SenderDomain::new);
        }
    }
}
