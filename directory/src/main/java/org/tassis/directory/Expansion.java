package org.tassis.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Target.Reason;

/// Finds everything that one address leads to, in the order {@link Router} tells. For one question and one
/// thread.
final class Expansion {
    /// RFC 2142, what every new domain is given, and where other servers send reports about it.
    static final Set<String> ROLES =
            Set.of("abuse", "hostmaster", "postmaster", "webmaster", "dmarc-reports", "tls-reports");

    /// Addresses looked at for one question, found or not.
    private static final int MAX_STEPS = 1000;

    /// Where addresses are looked up: the cache, or the records as they would be after a change.
    interface Known {
        Optional<MailDomain> domain(DomainName name);

        Optional<AccountRecord> account(EmailAddress address);

        Optional<AccountRecord> account(AccountId id);

        /// One that exists.
        Optional<Alias> alias(EmailAddress address);

        /// Removed ones too.
        Optional<Forward> forward(AccountId id);
    }

    private enum End {
        REACHED,
        UNKNOWN,
        DISABLED,

        /// A way leads back to where it came from.
        CIRCLE
    }

    /// More than the limits: the whole question has no answer.
    private static final class TooMuch extends RuntimeException {
        TooMuch() {
            super("", null, false, false);
        }
    }

    private final Known known;
    private final Map<Object, Target> targets = new LinkedHashMap<>();
    private final Map<String, End> visited = new HashMap<>(); // aliases and mapped addresses; CIRCLE while followed
    private final Set<AccountId> open = new HashSet<>(); // mailboxes whose forward is being followed
    private final Set<AccountId> forwarded = new HashSet<>();
    private final List<String> way = new ArrayList<>();
    private List<String> circle = List.of();
    private int steps;

    Expansion(Known known) {
        this.known = known;
    }

    Route of(EmailAddress address) {
        if (known.domain(address.domain()).filter(MailDomain::exists).isEmpty()) {
            return new Route.Remote();
        }
        End end;
        try {
            end = follow(address, new Reason.Alias(address), Optional.empty(), 0);
        } catch (TooMuch _) {
            return new Route.Endless();
        }
        if (!targets.isEmpty()) {
            return new Route.Reaches(List.copyOf(targets.values()));
        }
        return switch (end) {
            case REACHED -> throw new IllegalStateException("nothing reached by " + address);
            case UNKNOWN -> new Route.NoSuchUser();
            case DISABLED -> new Route.Disabled();
            case CIRCLE -> new Route.Endless();
        };
    }

    /// The first way found that led back to where it had been, as people write it; empty when there was none.
    List<String> circle() {
        return circle;
    }

    /// @param detail of a plus-address before this one, which has none itself
    private End follow(EmailAddress address, Reason reason, Optional<String> detail, int depth) {
        if (depth > Router.MAX_DEPTH || ++steps > MAX_STEPS) {
            throw new TooMuch();
        }
        Optional<MailDomain> domain = known.domain(address.domain()).filter(MailDomain::exists);
        if (domain.isEmpty()) {
            add(address.key(), new Target.Remote(address, reason));
            return End.REACHED;
        }
        boolean enabled = domain.get().enabled();
        for (EmailAddress name : names(address)) {
            Optional<String> rest =
                    name.equals(address) ? detail : address.detail().or(() -> detail);
            Optional<Account> account =
                    known.account(name).filter(AccountRecord::exists).map(AccountRecord::account);
            if (account.isPresent()) {
                return enabled ? mailbox(account.get(), name, rest, depth) : End.DISABLED;
            }
            Optional<Alias> alias = known.alias(name);
            if (alias.isPresent()) {
                return enabled && alias.get().enabled() ? alias(alias.get(), reason, rest, depth) : End.DISABLED;
            }
        }
        return redirected(domain.get(), address, reason, detail, depth);
    }

    /// The address as it is, then without its plus-detail.
    private static List<EmailAddress> names(EmailAddress address) {
        String base = address.base();
        return base.length() == address.local().length()
                ? List.of(address)
                : EmailAddress.of(base, address.domain().ascii())
                        .map(plain -> List.of(address, plain))
                        .orElse(List.of(address));
    }

    private End redirected(MailDomain domain, EmailAddress address, Reason reason, Optional<String> detail, int depth) {
        DomainRedirection redirection = domain.redirection();
        if (ROLES.contains(address.base().toLowerCase(Locale.ROOT))) {
            Optional<Account> account = redirection
                    .roleMailbox()
                    .flatMap(known::account)
                    .filter(AccountRecord::exists)
                    .map(AccountRecord::account);
            if (account.isPresent()) {
                return domain.enabled()
                        ? mailbox(account.get(), address, address.detail().or(() -> detail), depth)
                        : End.DISABLED;
            }
        }
        if (redirection.aliasOf().isPresent()) {
            DomainName other = redirection.aliasOf().get();
            Optional<EmailAddress> there = EmailAddress.of(written(address), other.ascii());
            if (there.isEmpty()
                    || known.domain(other).filter(MailDomain::exists).isEmpty()) {
                return End.UNKNOWN;
            }
            return domain.enabled() ? once(address, List.of(there.get()), reason, detail, depth) : End.DISABLED;
        }
        if (redirection.catchAll().isEmpty()) {
            return End.UNKNOWN;
        }
        return domain.enabled()
                ? once(address, List.of(redirection.catchAll().get()), reason, detail, depth)
                : End.DISABLED;
    }

    private static String written(EmailAddress address) {
        String text = address.toString();
        return text.substring(0, text.lastIndexOf('@'));
    }

    private End alias(Alias alias, Reason reason, Optional<String> detail, int depth) {
        return once(alias.address(), alias.targets(), reason, detail, depth);
    }

    /// What is reached through somebody's forward stays his: he is told when it fails.
    private End once(EmailAddress from, List<EmailAddress> to, Reason reason, Optional<String> detail, int depth) {
        End known = visited.putIfAbsent(from.key(), End.CIRCLE);
        if (known != null) {
            if (known == End.CIRCLE) {
                circle(from.toString());
            }
            return known;
        }
        way.add(from.toString());
        End end = all(to, reason instanceof Reason.Forward ? reason : new Reason.Alias(from), detail, depth);
        way.removeLast();
        visited.put(from.key(), end);
        return end;
    }

    private void circle(String name) {
        if (circle.isEmpty()) {
            circle = new ArrayList<>(way.subList(Math.max(0, way.indexOf(name)), way.size()));
            circle.add(name);
        }
    }

    /// One that reaches something is enough; of ends without, one that may pass by itself is the better answer.
    private End all(List<EmailAddress> addresses, Reason reason, Optional<String> detail, int depth) {
        End best = End.UNKNOWN;
        for (EmailAddress address : addresses) {
            End end = follow(address, reason, detail, depth + 1);
            if (end == End.REACHED || best != End.REACHED && end != End.UNKNOWN) {
                best = end;
            }
        }
        return best;
    }

    private End mailbox(Account account, EmailAddress as, Optional<String> detail, int depth) {
        if (!account.enabled()) {
            return End.DISABLED;
        }
        Optional<Forward> forward =
                known.forward(account.id()).filter(Forward::exists).filter(Forward::enabled);
        if (forward.isEmpty() || open.contains(account.id())) {
            if (forward.isPresent()) {
                circle("mailbox " + account.login());
            }
            keep(account, detail, false);
            return End.REACHED;
        }
        if (forward.get().keepCopy()) {
            keep(account, detail, true);
        }
        if (!forwarded.add(account.id())) {
            return End.REACHED; // its targets are there already
        }
        open.add(account.id());
        way.add("mailbox " + account.login());
        Reason reason = new Reason.Forward(account, as, forward.get().keepCopy());
        End end = all(forward.get().targets(), reason, Optional.empty(), depth);
        way.removeLast();
        open.remove(account.id());
        if (end != End.REACHED) {
            keep(account, detail, false);
        }
        return End.REACHED;
    }

    private void keep(Account account, Optional<String> detail, boolean copy) {
        record Place(AccountId account, Optional<String> folder) {}
        Place place = new Place(account.id(), detail);
        if (!copy || !targets.containsKey(place)) {
            add(place, new Target.Mailbox(account, detail, copy));
        }
    }

    private void add(Object key, Target target) {
        if (target instanceof Target.Remote) {
            targets.putIfAbsent(key, target);
        } else {
            targets.put(key, target); // what must not be left out replaces what may be
        }
        if (targets.size() > Router.MAX_TARGETS) {
            throw new TooMuch();
        }
    }
}
