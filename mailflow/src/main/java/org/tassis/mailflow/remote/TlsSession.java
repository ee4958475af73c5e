package org.tassis.mailflow.remote;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;

/// What became of TLS in one connection to a server of a domain, as RFC 8460 §4 counts it. Connections that failed
/// before TLS say nothing and are none.
///
/// @param domain   of the recipients
/// @param policy   what was asked of the connection
/// @param host     the server's name
/// @param sender   the address the connection came from, as far as it is known
/// @param receiver the server's address; empty when it did not come to a connection
/// @param problem  empty when all was well
public record TlsSession(
        DomainName domain,
        Policy policy,
        String host,
        Optional<InetAddress> sender,
        Optional<InetAddress> receiver,
        Optional<TlsProblem> problem) {
    /// RFC 8460 §4.2, `policy-type`.
    public enum PolicyKind {
        TLSA("tlsa"),
        STS("sts"),
        NONE("no-policy-found");

        private final String word;

        PolicyKind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// What a domain publishes about its servers.
    ///
    /// @param domain for which it is published: of the recipients, or the server's with DANE
    /// @param texts  its lines, or the TLSA records
    /// @param hosts  patterns of the servers it names
    public record Policy(PolicyKind kind, String domain, List<String> texts, List<String> hosts) {
        public Policy {
            texts = List.copyOf(texts);
            hosts = List.copyOf(hosts);
        }

        static Policy none(String domain) {
            return new Policy(PolicyKind.NONE, domain, List.of(), List.of());
        }
    }

    /// Is told of each connection at once, and must not take long or throw.
    @FunctionalInterface
    public interface Observer {
        /// Nobody is interested.
        Observer NONE = _ -> {};

        void ended(TlsSession session);
    }
}
