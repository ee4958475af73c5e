package org.tassis.directory;

import java.util.List;
import java.util.Optional;

/// Where mail for an address goes. {@link Router} says how it is found.
public sealed interface Route {
    /// To mailboxes of this server, to addresses of others, or to both.
    ///
    /// @param targets at least one and at most {@link Router#MAX_TARGETS}, each once
    record Reaches(List<Target> targets) implements Route {
        public Reaches {
            targets = List.copyOf(targets);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("a route that reaches nothing");
            }
        }

        /// Those on this server.
        public List<Target.Mailbox> mailboxes() {
            return targets.stream()
                    .filter(Target.Mailbox.class::isInstance)
                    .map(Target.Mailbox.class::cast)
                    .toList();
        }

        /// Those elsewhere.
        public List<Target.Remote> remotes() {
            return targets.stream()
                    .filter(Target.Remote.class::isInstance)
                    .map(Target.Remote.class::cast)
                    .toList();
        }
    }

    /// A domain of this server, but no such address in it, or an alias all of whose targets are such.
    record NoSuchUser() implements Route {}

    /// The account, alias or domain exists but is switched off.
    record Disabled() implements Route {}

    /// It leads nowhere but back to itself, through more than {@link Router#MAX_DEPTH} addresses, or to more
    /// than {@link Router#MAX_TARGETS}.
    record Endless() implements Route {}

    /// Not a domain of this server.
    record Remote() implements Route {}

    /// Into one mailbox and nowhere else.
    static Reaches local(Account account, Optional<String> detail) {
        return new Reaches(List.of(new Target.Mailbox(account, detail, false)));
    }
}
