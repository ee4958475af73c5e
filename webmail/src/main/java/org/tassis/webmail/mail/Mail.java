package org.tassis.webmail.mail;

import java.util.List;
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

/// The store as one visitor may see it: what is not the visitor's is not there. Any thread.
public final class Mail {
    private final MailStore store;
    private final OwnMail own;

    public Mail(MailStore store) {
        this.store = store;
        this.own = new OwnMail(store);
    }

    MailStore store() {
        return store;
    }

    /// By name.
    public List<Mailbox> mailboxes(Visitor visitor) {
        return store.mailboxes(visitor.account().id());
    }

    /// @throws ResponseStatusException 404, for mailboxes of others as for those that never were
    public Mailbox mailbox(Visitor visitor, MailboxId id) {
        return own.mailbox(visitor.account().id(), id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    public Mailbox inbox(Visitor visitor) {
        return mailboxes(visitor).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
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
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseGet(() -> store.create(visitor.account().id(), name, Set.of(use)));
    }

    /// @throws ResponseStatusException 404, when it is not there or not the visitor's
    public Opened open(Visitor visitor, String ref) {
        return MessageRef.parse(ref)
                .flatMap(one -> find(visitor, one))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// Empty when it is not there or not the visitor's.
    public Optional<Opened> find(Visitor visitor, MessageRef ref) {
        return find(visitor.account().id(), ref);
    }

    Optional<Opened> find(AccountId account, MessageRef ref) {
        return own.message(account, ref).map(found -> {
            StoredMessage message = own.open(found);
            return new Opened(ref, found.mailbox(), found.snapshot(), found.index(), message, message.structure());
        });
    }
}
