package org.tassis.mailflow.srs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Recipient;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;

/// What leaves this server of a message whose recipients lead away, and in what envelope. A message that has
/// been at a recipient before, by its Delivered-To fields, does not leave from there again: that breaks
/// circles through other servers. Any thread.
public final class Departures {
    private static final int MAX_HEADER = 256 * 1024;
    private static final int MAX_VISITED = 1000;

    private final Router router;
    private final Srs srs;

    public Departures(Router router, Srs srs) {
        this.router = router;
        this.srs = srs;
    }

    /// The recipients at which the message has been, so that nothing must leave from there.
    ///
    /// @throws IOException the content cannot be read
    public static Set<EmailAddress> visited(Collection<Recipient> recipients, MessageContent content)
            throws IOException {
        if (recipients.stream().allMatch(recipient -> recipient.remotes().isEmpty())) {
            return Set.of();
        }
        Set<EmailAddress> named = new HashSet<>();
        try (InputStream in = content.open()) {
            long length = Math.min(content.structure().root().bodyStart(), MAX_HEADER);
            HeaderFields fields = new HeaderFields(in.readNBytes((int) length));
            while (fields.next() && named.size() < MAX_VISITED) {
                if (fields.isNamed("Delivered-To")) {
                    EmailAddress.parse(utf8(fields.value(2000)).strip()).ifPresent(named::add);
                }
            }
        }
        Set<EmailAddress> visited = new HashSet<>();
        recipients.stream().map(Recipient::address).filter(named::contains).forEach(visited::add);
        return visited;
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// Each address once, however many recipients lead to it.
    ///
    /// @param sender  of the message; empty for the null sender
    /// @param visited from which nothing leaves: {@link #visited}
    public List<Departure> of(
            Optional<EmailAddress> sender, Collection<Recipient> recipients, Set<EmailAddress> visited) {
        Map<EmailAddress, Departure> found = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            if (!visited.contains(recipient.address())) {
                for (Target.Remote remote : recipient.remotes()) {
                    found.computeIfAbsent(remote.address(), _ -> departure(sender, recipient, remote));
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private Departure departure(Optional<EmailAddress> sender, Recipient recipient, Target.Remote remote) {
        String prefix = "Delivered-To: " + recipient.address() + "\r\n";
        return switch (remote.reason()) {
            case Target.Reason.Alias(var alias) ->
                new Departure(rewritten(sender, alias.domain()), remote.address(), prefix, Optional.empty(), false);
            case Target.Reason.Forward(var account, var as, var copy) ->
                new Departure(
                        rewritten(sender, as.domain()), remote.address(), prefix, Optional.of(account.id()), copy);
            case Target.Reason.Returned _ ->
                new Departure(Optional.empty(), remote.address(), prefix, Optional.empty(), false);
        };
    }

    /// A sender of this server may stay: this server is entitled to send its mail.
    private Optional<EmailAddress> rewritten(Optional<EmailAddress> sender, DomainName here) {
        return sender.flatMap(
                address -> router.route(address) instanceof Route.Remote ? srs.rewrite(address, here) : sender);
    }

    /// Mailboxes that must have the message because their forward does not take place.
    public static Set<AccountId> fallBack(Collection<Recipient> recipients, Set<EmailAddress> visited) {
        Set<AccountId> accounts = new HashSet<>();
        for (Recipient recipient : recipients) {
            if (visited.contains(recipient.address())) {
                for (Target.Remote remote : recipient.remotes()) {
                    if (remote.reason() instanceof Target.Reason.Forward(var account, var _, var copy) && !copy) {
                        accounts.add(account.id());
                    }
                }
            }
        }
        return accounts;
    }
}
