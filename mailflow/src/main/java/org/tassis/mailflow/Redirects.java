package org.tassis.mailflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.filter.Filtered;
import org.tassis.mailflow.sieve.EditedHeader;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Follows what filters send on: RFC 5228 §4.2. To other servers it leaves as by a forward of the mailbox;
/// to mailboxes of this server it goes at once, and their filters are asked. It never comes back to a
/// mailbox that it went through. For one message and one thread.
final class Redirects {
    /// Arrivals of one message by redirects, in all: filters that send on to each other are many quickly.
    private static final int MAX_ARRIVALS = 50;

    private final Router router;
    private final WayOut out;
    private final boolean leadsAway;
    private final Predicate<Target.Remote> mayLeave;
    private final MessageContent content;
    private final BiFunction<Account, EmailAddress, Optional<Filtered>> filter;
    private final List<Recipient> leaving = new ArrayList<>();
    private final Map<EditedHeader, List<Recipient>> leavingEdited = new LinkedHashMap<>();
    private int arrivals;

    /// @param leadsAway whether mail leaves for other servers by forwards
    /// @param mayLeave  whether this message may leave by one way
    /// @param filter    runs the filter of an account for a recipient
    Redirects(
            Router router,
            WayOut out,
            boolean leadsAway,
            Predicate<Target.Remote> mayLeave,
            MessageContent content,
            BiFunction<Account, EmailAddress, Optional<Filtered>> filter) {
        this.router = router;
        this.out = out;
        this.leadsAway = leadsAway;
        this.mayLeave = mayLeave;
        this.content = content;
        this.filter = filter;
    }

    /// What leaves as it came: recipients that lead away.
    List<Recipient> leaving() {
        return leaving;
    }

    /// What leaves with another header.
    Map<EditedHeader, List<Recipient>> leavingEdited() {
        return leavingEdited;
    }

    /// The arrival with the ways that its redirects lead.
    ///
    /// @throws StoreException it cannot be found out now
    /// @throws IOException the content cannot be read
    Arrival followed(Arrival arrival) throws IOException {
        return followed(arrival, Set.of());
    }

    private Arrival followed(Arrival arrival, Set<AccountId> before) throws IOException {
        if (arrival.actions().stream().noneMatch(SieveAction.Redirect.class::isInstance)) {
            return arrival;
        }
        Set<AccountId> through = new HashSet<>(before);
        through.add(arrival.account().id());
        List<Onward> onward = new ArrayList<>();
        for (SieveAction action : arrival.actions()) {
            if (action instanceof SieveAction.Redirect redirect) {
                onward.add(onward(arrival, redirect, through));
            }
        }
        return arrival.leading(onward);
    }

    private Onward onward(Arrival arrival, SieveAction.Redirect redirect, Set<AccountId> through) throws IOException {
        EmailAddress to = redirect.address();
        return switch (route(to)) {
            case Route.Remote _ -> {
                Target.Remote remote = new Target.Remote(
                        to, new Target.Reason.Forward(arrival.account(), arrival.recipient(), arrival.stays()));
                yield new Onward(to, List.of(), leaves(arrival.recipient(), remote, redirect.header()));
            }
            case Route.Reaches reaches -> {
                List<Arrival> here = new ArrayList<>();
                for (Target.Mailbox target : reaches.mailboxes()) {
                    arrived(target, redirect, through).ifPresent(here::add);
                }
                boolean leaves = false;
                for (Target.Remote remote : reaches.remotes()) {
                    leaves |= !(remote.reason() instanceof Target.Reason.Returned)
                            && leaves(to, remote, redirect.header());
                }
                yield new Onward(to, here, leaves);
            }
            case Route.NoSuchUser _, Route.Disabled _, Route.Endless _ -> Onward.nowhere(to);
        };
    }

    private Route route(EmailAddress address) {
        try {
            return router.route(address);
        } catch (DirectoryException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    /// Empty when the mailbox has had the message, or its filter rejects it: its sender must not hear of
    /// that.
    private Optional<Arrival> arrived(Target.Mailbox target, SieveAction.Redirect redirect, Set<AccountId> through)
            throws IOException {
        if (through.contains(target.account().id()) || ++arrivals > MAX_ARRIVALS) {
            return Optional.empty();
        }
        // a filter looks at what was received; one that would get another message is not asked
        Optional<Filtered> filtered = redirect.header().isPresent()
                ? Optional.of(new Filtered(
                        List.of(new SieveAction.Keep(0, Flags.NONE, redirect.header())), List.of(), Optional.empty()))
                : filter.apply(target.account(), redirect.address());
        Arrival there = new Arrival(redirect.address(), target.account(), target.detail(), filtered);
        return there.rejection().isPresent() ? Optional.empty() : Optional.of(followed(there, through));
    }

    /// @param by the address of this server that leads away
    private boolean leaves(EmailAddress by, Target.Remote remote, Optional<EditedHeader> header) throws IOException {
        if (!leadsAway || !mayLeave.test(remote) || leaving.size() + leavingEdited.size() >= WayOut.MAX_DEPARTURES) {
            return false;
        }
        Recipient leading = new Recipient(by, RecipientParameters.NONE, new Route.Reaches(List.of(remote)));
        if (out.settled(List.of(leading), content).stream()
                .allMatch(recipient -> recipient.remotes().isEmpty())) {
            return false; // it has been here before
        }
        if (header.isPresent()) {
            leavingEdited.computeIfAbsent(header.get(), _ -> new ArrayList<>()).add(leading);
        } else {
            leaving.add(leading);
        }
        return true;
    }
}
