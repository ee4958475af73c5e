package org.tassis.webmail.mail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxRules;
import org.tassis.store.StoredMessage;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.Reach;
import org.tassis.webmail.Reach.Reached;

/// The store as one visitor may see it: what is neither the visitor's nor shared with the visitor is not
/// there. Mailboxes are the visitor's own, unless a method says otherwise. Any thread.
public final class Mail {
    private final MailStore store;
    private final OwnMail own;
    private final Reach reach;

    public Mail(MailStore store, Reach reach) {
        this.store = store;
        this.own = new OwnMail(store);
        this.reach = reach;
    }

    MailStore store() {
        return store;
    }

    Reach reach() {
        return reach;
    }

    /// By name.
    public List<Mailbox> mailboxes(Visitor visitor) {
        return store.mailboxes(visitor.account().id());
    }

    /// What colleagues share with the visitor, by owner.
    List<SharedBy> shared(Visitor visitor, Locale language) {
        return SharedBy.of(reach, store, reach.others(visitor.account().id()), language);
    }

    /// @throws ResponseStatusException 404, for mailboxes of others as for those that never were
    public Mailbox mailbox(Visitor visitor, MailboxId id) {
        return own.mailbox(visitor.account().id(), id).orElseThrow(Mail::notFound);
    }

    /// One's own, or one that is shared with the visitor, whatever for.
    ///
    /// @throws ResponseStatusException 404, for mailboxes of others as for those that never were
    Reached reached(Visitor visitor, MailboxId id) {
        return reach.mailbox(visitor.account().id(), id).orElseThrow(Mail::notFound);
    }

    /// Likewise, one that the visitor may open.
    ///
    /// @throws ResponseStatusException 404, for mailboxes of others as for those that never were
    Reached readable(Visitor visitor, MailboxId id) {
        return reach.readable(visitor.account().id(), id).orElseThrow(Mail::notFound);
    }

    private static ResponseStatusException notFound() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }

    public Mailbox inbox(Visitor visitor) {
        return mailboxes(visitor).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow(Mail::notFound);
    }

    /// The mailbox for a use; made again when its owner had removed it.
    public Mailbox special(Visitor visitor, SpecialUse use) {
        List<Mailbox> all = mailboxes(visitor);
        Optional<Mailbox> found =
                all.stream().filter(one -> one.uses().contains(use)).findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        MailboxName name = MailboxRules.DEFAULTS.stream()
                .filter(one -> one.uses().contains(use))
                .map(MailboxRules.Default::name)
                .findFirst()
                .orElseThrow(Mail::notFound);
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseGet(() -> store.create(visitor.account().id(), name, Set.of(use)));
    }

    /// One's own, or one in a folder that the visitor may read.
    ///
    /// @throws ResponseStatusException 404, when it is not there or not for the visitor
    public Opened open(Visitor visitor, String ref) {
        return MessageRef.parse(ref).flatMap(one -> find(visitor, one)).orElseThrow(Mail::notFound);
    }

    /// Empty when it is not there or not for the visitor.
    public Optional<Opened> find(Visitor visitor, MessageRef ref) {
        return find(visitor.account().id(), ref);
    }

    Optional<Opened> find(AccountId account, MessageRef ref) {
        return reach.message(account, ref).map(found -> {
            StoredMessage message = reach.open(found);
            return new Opened(ref, found.place(), found.snapshot(), found.index(), message, message.structure());
        });
    }
}
