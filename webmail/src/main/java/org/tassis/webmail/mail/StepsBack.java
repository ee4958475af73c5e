package org.tassis.webmail.mail;

import java.util.List;
import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.Departed;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagRights;
import org.tassis.store.MailStore;
import org.tassis.store.Right;
import org.tassis.store.Transfers;
import org.tassis.web.Visitor;
import org.tassis.webmail.Reach.Reached;

/// Takes steps of {@link Undos} back, as far as the visitor may do that at the time: a right that was there
/// when the thing was done may be gone. Any thread.
final class StepsBack {
    private final Mail mail;
    private final Transfers transfers;

    StepsBack(Mail mail) {
        this.mail = mail;
        this.transfers = new Transfers(mail.store());
    }

    boolean may(Visitor visitor, Undos.Step step) {
        return switch (step) {
            case Undos.Step.Move(MailboxId from, UidSet _, MailboxId to) ->
                mayRemove(visitor, from) && may(visitor, to, Right.INSERT);
            case Undos.Step.Unmake(MailboxId mailbox, UidSet _) -> mayRemove(visitor, mailbox);
            case Undos.Step.Reflag(MailboxId mailbox, UidSet _, FlagChange change) ->
                mail.reach()
                        .readable(visitor.account().id(), mailbox)
                        .filter(place -> FlagRights.allowed(change.flags(), place.rights())
                                .equals(change.flags()))
                        .isPresent();
            case Undos.Step.Restore(Departed messages, AccountId owner) ->
                owner.equals(visitor.account().id()) || may(visitor, messages.mailbox(), Right.INSERT);
            case Undos.Step.Rename _, Undos.Step.Recreate _, Undos.Step.Run _ -> true;
        };
    }

    private boolean may(Visitor visitor, MailboxId mailbox, Right right) {
        return mail.reach()
                .mailbox(visitor.account().id(), mailbox)
                .filter(place -> place.may(right))
                .isPresent();
    }

    private boolean mayRemove(Visitor visitor, MailboxId mailbox) {
        return mail.reach()
                .readable(visitor.account().id(), mailbox)
                .filter(Reached::mayRemove)
                .isPresent();
    }

    /// @throws org.springframework.web.server.ResponseStatusException 404 for what the visitor does not reach
    void take(Visitor visitor, Undos.Step step) {
        MailStore store = mail.store();
        switch (step) {
            case Undos.Step.Move(MailboxId from, UidSet uids, MailboxId to) -> {
                Reached target = mail.reached(visitor, to);
                transfers.move(mail.readable(visitor, from).mailbox(), uids, target.mailbox(), target.rights());
            }
            case Undos.Step.Reflag(MailboxId mailbox, UidSet uids, FlagChange change) ->
                store.changeFlags(mail.readable(visitor, mailbox).id(), uids, change, OptionalLong.empty());
            case Undos.Step.Restore(Departed messages, AccountId owner) -> store.restore(owner, List.of(messages));
            case Undos.Step.Rename(MailboxName from, MailboxName to) ->
                store.rename(visitor.account().id(), from, to);
            case Undos.Step.Run(Runnable run) -> run.run();
            case Undos.Step.Unmake(MailboxId mailbox, UidSet uids) ->
                store.expunge(mail.readable(visitor, mailbox).id(), uids);
            case Undos.Step.Recreate recreate -> recreate(visitor, recreate);
        }
    }

    /// Shared as it was, whatever what it is below is shared as now.
    private void recreate(Visitor visitor, Undos.Step.Recreate folder) {
        MailStore store = mail.store();
        AccountId account = visitor.account().id();
        MailboxId made = store.create(account, folder.name(), folder.uses()).id();
        mail.reach().shareAgain(account, made, folder.shared());
        if (folder.subscribed()) {
            store.subscribe(account, folder.name(), true);
        }
    }
}
