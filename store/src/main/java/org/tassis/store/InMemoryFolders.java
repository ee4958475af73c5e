package org.tassis.store;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.store.InMemoryAccount.Box;
import org.tassis.store.InMemoryAccount.Past;

/// The mailboxes of an {@link InMemoryMailStore}, by account and by number. Touched under its lock only.
final class InMemoryFolders {
    private final Function<AccountId, Quota> quotas;
    private final InstantSource clock;
    private final Map<AccountId, InMemoryAccount> holders = new HashMap<>();
    private final Map<MailboxId, Box> boxes = new HashMap<>();
    private long lastMailbox;

    InMemoryFolders(Function<AccountId, Quota> quotas, InstantSource clock) {
        this.quotas = quotas;
        this.clock = clock;
    }

    Usage usage(InMemoryAccount holder) {
        return new Usage(holder.bytes, holder.messages, quotas.apply(holder.id));
    }

    InMemoryAccount holder(AccountId account) {
        InMemoryAccount known = holders.get(account);
        if (known != null) {
            return known;
        }
        InMemoryAccount holder = new InMemoryAccount(account);
        holders.put(account, holder);
        for (MailboxRules.Default first : MailboxRules.DEFAULTS) {
            add(holder, first.name(), first.uses());
            holder.subscriptions.add(first.name());
        }
        return holder;
    }

    void add(InMemoryAccount holder, MailboxName name, Set<SpecialUse> uses) {
        holder.lastUidValidity = MailboxRules.nextUidValidity(holder.lastUidValidity, clock.instant());
        Box box = new Box(new MailboxId(++lastMailbox), holder, name, holder.lastUidValidity, uses);
        holder.boxes.put(name, box);
        boxes.put(box.id, box);
    }

    Box box(MailboxId id) {
        return existing(boxes.get(id));
    }

    static Box existing(@Nullable Box box) {
        if (box == null) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        return box;
    }

    /// Of all accounts.
    Collection<Box> all() {
        return boxes.values();
    }

    Collection<InMemoryAccount> holders() {
        return holders.values();
    }

    /// One that was here before.
    Optional<InMemoryAccount> known(AccountId account) {
        return Optional.ofNullable(holders.get(account));
    }

    /// Where a message of history comes back: into its mailbox, else one of that name, else INBOX.
    Box restoreTarget(InMemoryAccount holder, Past past) {
        Box home = boxes.get(past.from());
        if (home == null) {
            home = holder.boxes.get(past.name());
        }
        return home == null ? holder.named(MailboxName.INBOX) : home;
    }

    void forget(Box box) {
        boxes.remove(box.id);
    }

    void forget(InMemoryAccount holder) {
        holder.boxes.values().forEach(this::forget);
        holders.remove(holder.id);
    }
}
