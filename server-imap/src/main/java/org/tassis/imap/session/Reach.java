package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.SessionState.User;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Access;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Subscription;

/// Which mailboxes a user reaches, under which names, and what he may do with them: the one place where
/// names of clients become mailboxes. Own ones have their names and all rights; those of others are below
/// {@link #OTHERS}, by the owner's login and the name that the owner uses; the login alone is INBOX, too.
/// What may not be known of is nowhere different from what does not exist (RFC 4314 §6). No state; any
/// thread.
final class Reach {
    static final String OTHERS = "Other users";

    private static final String BELOW_OTHERS = OTHERS + MailboxName.SEPARATOR;

    /// With one of these one may know that a mailbox is there: RFC 4314 §4, MYRIGHTS.
    private static final Rights KNOWING =
            Rights.of(Right.LOOKUP, Right.READ, Right.INSERT, Right.CREATE, Right.DELETE, Right.ADMINISTER);

    private final MailStore store;
    private final Shares shares;
    private final Directory people;

    Reach(MailStore store, Sharing sharing) {
        this.store = store;
        this.shares = sharing.shares();
        this.people = sharing.people();
    }

    /// A mailbox that the user may know of.
    ///
    /// @param mailbox as the user names it; uses are its owner's and told to nobody else
    /// @param name    as its owner names it
    record Reached(Mailbox mailbox, MailboxName name, Rights rights, boolean own) {
        static Reached ofOwn(Mailbox mailbox) {
            return new Reached(mailbox, mailbox.name(), Rights.ALL, true);
        }

        AccountId owner() {
            return mailbox.account();
        }

        boolean may(Right right) {
            return rights.has(right);
        }

        /// @throws RefusedCommand NO [NOPERM]
        Reached needs(Right right) {
            if (!may(right)) {
                throw new RefusedCommand(Completion.NO_RIGHT);
            }
            return this;
        }
    }

    /// Where a name of a client leads, whether there is a mailbox or not.
    record Place(AccountId owner, MailboxName name) {}

    Optional<Reached> find(User user, MailboxName name) {
        Optional<Mailbox> own = store.mailbox(user.id(), name);
        if (own.isPresent()) {
            return own.map(Reached::ofOwn);
        }
        Optional<Place> place = placeOfOther(user, name);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        AccountId owner = place.get().owner();
        Map<MailboxId, Access> reached = shares.reach(user.id(), group(user));
        if (reached.values().stream().noneMatch(access -> access.owner().equals(owner))) {
            return Optional.empty(); // whose mail this is has nothing to do with the user: it is not even looked at
        }
        return store.mailbox(owner, place.get().name())
                .flatMap(mailbox -> rights(reached, mailbox).map(rights -> shown(mailbox, name, false, rights)));
    }

    /// @throws RefusedCommand NO [NONEXISTENT]
    Reached known(User user, MailboxName name) {
        return find(user, name).orElseThrow(() -> new RefusedCommand(Completion.NO_SUCH_MAILBOX));
    }

    /// @throws RefusedCommand NO [NONEXISTENT], or NO [NOPERM] when the user may know of it
    Reached find(User user, MailboxName name, Right needed) {
        return known(user, name).needs(needed);
    }

    /// To put messages there.
    ///
    /// @throws RefusedCommand NO [TRYCREATE], or NO [NOPERM] when the user may know of it
    Reached target(User user, MailboxName name) {
        return find(user, name)
                .orElseThrow(() -> new RefusedCommand(Completion.TRY_CREATE))
                .needs(Right.INSERT);
    }

    private static Optional<Rights> rights(Map<MailboxId, Access> reached, Mailbox mailbox) {
        return Optional.ofNullable(reached.get(mailbox.id()))
                .filter(access -> access.owner().equals(mailbox.account()))
                .map(Access::rights)
                .filter(rights -> rights.hasAny(KNOWING));
    }

    private static Reached shown(Mailbox mailbox, MailboxName name, boolean subscribed, Rights rights) {
        return new Reached(
                new Mailbox(mailbox.id(), mailbox.account(), name, mailbox.uidValidity(), Set.of(), subscribed),
                mailbox.name(),
                rights,
                false);
    }

    /// All of them: the own ones, then those of others, by name.
    List<Reached> all(User user) {
        List<Reached> all = new ArrayList<>();
        store.mailboxes(user.id()).forEach(mailbox -> all.add(Reached.ofOwn(mailbox)));
        if (!sees(user)) {
            return all;
        }
        Map<MailboxId, Access> reached = shares.reach(user.id(), group(user));
        if (reached.isEmpty()) {
            return all;
        }
        Set<MailboxName> subscribed = store.subscriptions(user.id());
        Set<AccountId> owners = new HashSet<>();
        reached.values().forEach(access -> owners.add(access.owner()));
        Map<String, Reached> others = new HashMap<>();
        for (AccountId owner : owners) {
            Optional<Login> login = people.account(owner).map(Account::login);
            if (login.isEmpty()) {
                continue; // removed
            }
            for (Mailbox mailbox : store.mailboxes(owner)) {
                Optional<Rights> rights = rights(reached, mailbox);
                Optional<MailboxName> name = rights.isEmpty() ? Optional.empty() : name(login.get(), mailbox.name());
                if (rights.isPresent() && name.isPresent()) {
                    others.put(
                            name.get().value(),
                            shown(mailbox, name.get(), subscribed.contains(name.get()), rights.get()));
                }
            }
        }
        all.forEach(own -> others.remove(own.mailbox().name().value()));
        others.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(other -> all.add(other.getValue()));
        return all;
    }

    /// Those that the user may list.
    List<Reached> listed(User user) {
        return all(user).stream().filter(one -> one.may(Right.LOOKUP)).toList();
    }

    /// Those in which the user may read, and that it may list.
    List<Mailbox> readable(User user) {
        return listed(user).stream()
                .filter(one -> one.may(Right.READ))
                .map(Reached::mailbox)
                .toList();
    }

    /// INBOX has its owner's name. Some are too long or too deep to be named by others.
    private static Optional<MailboxName> name(Login owner, MailboxName name) {
        if (name.isInbox()) {
            return MailboxName.parse(BELOW_OTHERS + owner);
        }
        return MailboxName.parse(BELOW_OTHERS + owner + MailboxName.SEPARATOR + name);
    }

    /// Whose mailboxes others may name, and what they are called there.
    Optional<Place> placeOfOther(User user, MailboxName full) {
        if (!sees(user) || !full.value().startsWith(BELOW_OTHERS)) {
            return Optional.empty();
        }
        String below = full.value().substring(BELOW_OTHERS.length());
        int cut = below.indexOf(MailboxName.SEPARATOR);
        Optional<MailboxName> inside =
                cut < 0 ? Optional.of(MailboxName.INBOX) : MailboxName.parse(below.substring(cut + 1));
        return owner(user, cut < 0 ? below : below.substring(0, cut))
                .flatMap(owner -> inside.map(name -> new Place(owner, name)));
    }

    /// Somebody else of the same customer.
    private Optional<AccountId> owner(User user, String login) {
        return Login.parse(login)
                .flatMap(known -> people.colleague(user.id(), known.value()))
                .map(Account::id)
                .filter(other -> !other.equals(user.id()));
    }

    /// Names that are for others' mailboxes, so that one cannot have own ones there.
    static boolean isOthers(MailboxName name) {
        return name.value().equals(OTHERS) || name.value().startsWith(BELOW_OTHERS);
    }

    /// Whether this user is shown what others share.
    static boolean sees(User user) {
        return user.capabilities().offers("ACL") && user.capabilities().offers("NAMESPACE");
    }

    /// A user's customer: people of one may share with each other, strangers need not even know of them.
    long group(User user) {
        return people.visitor(user.id())
                .map(record -> record.customer().value())
                .orElse(-1L);
    }

    /// What lies nearest above a place of somebody else, if the user may do anything with it.
    Optional<Reached> above(User user, Place place) {
        Map<MailboxId, Access> reached = shares.reach(user.id(), group(user));
        if (reached.values().stream().noneMatch(access -> access.owner().equals(place.owner()))) {
            return Optional.empty();
        }
        return nearest(place).flatMap(mailbox -> rights(reached, mailbox)
                .map(rights -> shown(mailbox, mailbox.name(), false, rights)));
    }

    private Optional<Mailbox> nearest(Place place) {
        for (MailboxName ancestor : place.name().ancestors().reversed()) {
            Optional<Mailbox> mailbox = store.mailbox(place.owner(), ancestor);
            if (mailbox.isPresent()) {
                return mailbox;
            }
        }
        return Optional.empty();
    }

    /// The rights to the selected mailbox as they are now. A client that may do something else than before is
    /// told (RFC 4314 §5.1.1); for one that may not read it any more it is gone.
    ///
    /// @throws StoreException NoSuchMailbox
    Selected current(Selected selected, Untagged out) throws IOException {
        AccountId owner = selected.mailbox().account();
        if (owner.equals(selected.user().id())) {
            return selected;
        }
        Rights now = people.account(owner).isPresent()
                ? shares.rights(selected.mailbox().id(), selected.user().id(), group(selected.user()))
                : Rights.NONE;
        if (!now.has(Right.READ)) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        if (now.equals(selected.rights())) {
            return selected;
        }
        Selected changed = selected.withRights(now);
        out.flags(changed.view().current().keywords());
        out.permanentFlags(changed.view().current().keywords(), changed);
        return changed;
    }

    /// Calls `listener` when the rights to the selected mailbox change, which those of its owner never do.
    Subscription watch(Selected selected, Runnable listener) {
        return selected.own()
                ? () -> {}
                : shares.watch(changed -> {
                    if (changed.equals(selected.mailbox().id())) {
                        listener.run();
                    }
                });
    }

    Shares shares() {
        return shares;
    }

    Directory people() {
        return people;
    }
}
