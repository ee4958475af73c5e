package org.tassis.webmail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;
import org.tassis.store.FlagRights;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Access;
import org.tassis.store.StoredMessage;
import org.tassis.store.Subscription;

/// Which mailboxes an account reaches and what it may do with them, its own and those that colleagues
/// share with it: the one place where ids that a browser sends become mailboxes of others. What may not be
/// known of is nowhere different from what does not exist (RFC 4314 §6). Nothing is kept: each question is
/// answered by what holds now. For what is kept in own mailboxes only, drafts for example, there is {@link
/// OwnMail}. Any thread.
public final class Reach {
    /// With one of these one may know that a mailbox is there: RFC 4314 §4, MYRIGHTS.
    private static final Rights KNOWING =
            Rights.of(Right.LOOKUP, Right.READ, Right.INSERT, Right.CREATE, Right.DELETE, Right.ADMINISTER);

    private final MailStore store;
    private final OwnMail own;
    private final Supplier<Shares> shares;
    private final Supplier<Directory> people;

    public Reach(MailStore store, Supplier<Shares> shares, Supplier<Directory> people) {
        this.store = store;
        this.own = new OwnMail(store);
        this.shares = shares;
        this.people = people;
    }

    /// A mailbox that an account may know of.
    ///
    /// @param mailbox as its owner names it; of others without uses, which are their owner's
    public record Reached(Mailbox mailbox, Rights rights, boolean own) {
        public static Reached ofOwn(Mailbox mailbox) {
            return new Reached(mailbox, Rights.ALL, true);
        }

        public MailboxId id() {
            return mailbox.id();
        }

        public AccountId owner() {
            return mailbox.account();
        }

        public boolean may(Right right) {
            return rights.has(right);
        }

        public boolean may(SystemFlag flag) {
            return may(FlagRights.of(flag));
        }

        /// To move messages away, or to delete them: RFC 4314 §4, RFC 6851 §3.
        public boolean mayRemove() {
            return may(Right.DELETE_MESSAGES) && may(Right.EXPUNGE);
        }

        /// Whether it is in lists of those that can be opened.
        public boolean isShown() {
            return may(Right.LOOKUP) && may(Right.READ);
        }
    }

    /// A message with the snapshot it was found in.
    public record Found(Reached place, MailboxSnapshot snapshot, int index) {}

    /// @return empty when the mailbox is not there, or is not shared with this account
    public Optional<Reached> mailbox(AccountId account, MailboxId id) {
        return own.mailbox(account, id).map(Reached::ofOwn).or(() -> other(account, id));
    }

    private Optional<Reached> other(AccountId account, MailboxId id) {
        return Optional.ofNullable(shares.get().reach(account, group(account)).get(id))
                .filter(access -> isColleague(account, access.owner()))
                .flatMap(access -> own.mailbox(access.owner(), id).flatMap(mailbox -> reached(mailbox, access)));
    }

    /// One that can be opened.
    public Optional<Reached> readable(AccountId account, MailboxId id) {
        return mailbox(account, id).filter(one -> one.may(Right.READ));
    }

    /// @return empty when it is not there any more, or may not be read by this account
    public Optional<Found> message(AccountId account, MessageRef ref) {
        return readable(account, ref.mailbox()).flatMap(place -> {
            MailboxSnapshot snapshot = store.snapshot(place.id());
            int index = snapshot.indexOf(ref.uid());
            return index < 0 ? Optional.empty() : Optional.of(new Found(place, snapshot, index));
        });
    }

    public StoredMessage open(Found found) {
        return store.message(found.snapshot(), found.index());
    }

    /// Those of others that may be listed, each owner's together.
    public List<Reached> others(AccountId account) {
        Map<MailboxId, Access> reached = shares.get().reach(account, group(account));
        if (reached.isEmpty()) {
            return List.of();
        }
        Set<AccountId> owners = new HashSet<>();
        reached.values().forEach(access -> owners.add(access.owner()));
        List<Reached> others = new ArrayList<>();
        for (AccountId owner : owners) {
            if (isColleague(account, owner)) {
                for (Mailbox mailbox : store.mailboxes(owner)) {
                    Optional.ofNullable(reached.get(mailbox.id()))
                            .filter(access -> access.owner().equals(owner))
                            .flatMap(access -> reached(mailbox, access))
                            .filter(one -> one.may(Right.LOOKUP))
                            .ifPresent(others::add);
                }
            }
        }
        return others;
    }

    private static Optional<Reached> reached(Mailbox mailbox, Access access) {
        return Optional.of(access.rights())
                .filter(rights -> rights.hasAny(KNOWING))
                .map(rights -> new Reached(
                        new Mailbox(
                                mailbox.id(),
                                mailbox.account(),
                                mailbox.name(),
                                mailbox.uidValidity(),
                                Set.of(),
                                false),
                        rights,
                        false));
    }

    /// Who shares with the account; empty for who is removed.
    public Optional<Account> owner(AccountId id) {
        return people.get().account(id);
    }

    /// Somebody else of the same customer, who still exists.
    private boolean isColleague(AccountId account, AccountId owner) {
        return !owner.equals(account)
                && owner(owner).isPresent()
                && people.get().areColleagues(account, owner);
    }

    private long group(AccountId account) {
        return people.get()
                .visitor(account)
                .map(record -> record.customer().value())
                .orElse(-1L);
    }

    /// With whom a mailbox of its owner is shared, from now on only they; for one that was made again.
    ///
    /// @throws org.tassis.store.StoreException TooMany, Unavailable
    public void shareAgain(AccountId owner, MailboxId mailbox, List<Shares.Entry> entries) {
        Shares all = shares.get();
        all.forget(mailbox);
        entries.forEach(entry -> all.change(owner, mailbox, entry.to(), entry.negative(), _ -> entry.rights()));
    }

    /// Entries of an own mailbox.
    public List<Shares.Entry> entries(MailboxId mailbox) {
        return shares.get().of(mailbox);
    }

    /// Calls `listener` whenever somebody changes what is shared, with whomever. It must not block.
    public Subscription watch(Runnable listener) {
        return shares.get().watch(_ -> listener.run());
    }
}
