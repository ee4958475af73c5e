package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Copied;
import org.tassis.store.Departed;
import org.tassis.store.Expunged;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;

/// What is done to messages, one or many, and noted so that it can be undone. Any thread.
final class Actions {
    static final int MOST = 1_000;
    /// More messages are brought back through the history.
    private static final int MOST_RESTORED = 10_000;

    private static final Flags JUNK = Flags.of(Set.of(), Set.of("$Junk"));
    private static final Flags NOT_JUNK = Flags.of(Set.of(), Set.of("$NotJunk"));

    private final Mail mail;
    private final Undos undos;

    Actions(Mail mail, Undos undos) {
        this.mail = mail;
        this.undos = undos;
    }

    private MailStore store() {
        return mail.store();
    }

    /// @param action   `read`, `unread`, `flag`, `unflag`, `archive`, `junk`, `notjunk`, `delete`, `move`
    /// @param target   of a move
    /// @param messages those of others, and those that are gone, are passed over
    /// @throws ResponseStatusException 400 for an unknown action
    void run(Visitor visitor, String action, Optional<MailboxId> target, List<MessageRef> messages) {
        Map<Mailbox, UidSet> byMailbox = own(visitor, messages);
        String session = visitor.session().id();
        switch (action) {
            case "read" -> flag(session, byMailbox, SystemFlag.SEEN, true, "done.read");
            case "unread" -> flag(session, byMailbox, SystemFlag.SEEN, false, "done.unread");
            case "flag" -> flag(session, byMailbox, SystemFlag.FLAGGED, true, "done.flag");
            case "unflag" -> flag(session, byMailbox, SystemFlag.FLAGGED, false, "done.unflag");
            case "archive" -> move(session, byMailbox, mail.special(visitor, SpecialUse.ARCHIVE), "done.archive");
            case "junk" -> {
                keyword(byMailbox, JUNK, NOT_JUNK);
                move(session, byMailbox, mail.special(visitor, SpecialUse.JUNK), "done.junk");
            }
            case "notjunk" -> {
                keyword(byMailbox, NOT_JUNK, JUNK);
                move(session, byMailbox, mail.inbox(visitor), "done.notjunk");
            }
            case "delete" -> delete(visitor, byMailbox);
            case "move" ->
                move(
                        session,
                        byMailbox,
                        mail.mailbox(
                                visitor, target.orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST))),
                        "done.move");
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
    }

    /// Those that exist, by mailbox.
    private Map<Mailbox, UidSet> own(Visitor visitor, List<MessageRef> messages) {
        List<Mailbox> mailboxes = mail.mailboxes(visitor);
        Map<Mailbox, UidSet> own = new LinkedHashMap<>();
        for (Mailbox mailbox : mailboxes) {
            UidSet.Builder uids = new UidSet.Builder();
            List<Long> wanted = messages.stream()
                    .filter(one -> one.mailbox().equals(mailbox.id()))
                    .map(MessageRef::uid)
                    .toList();
            if (!wanted.isEmpty()) {
                MailboxSnapshot snapshot = store().snapshot(mailbox.id());
                wanted.stream().filter(uid -> snapshot.indexOf(uid) >= 0).forEach(uids::add);
                UidSet found = uids.build();
                if (!found.isEmpty()) {
                    own.put(mailbox, found);
                }
            }
        }
        return own;
    }

    private void flag(String session, Map<Mailbox, UidSet> messages, SystemFlag flag, boolean set, String key) {
        List<Undos.Step> steps = new ArrayList<>();
        long count = 0;
        for (Map.Entry<Mailbox, UidSet> one : messages.entrySet()) {
            MailboxId mailbox = one.getKey().id();
            UidSet changed = store().changeFlags(mailbox, one.getValue(), change(flag, set), OptionalLong.empty())
                    .changed();
            if (!changed.isEmpty()) {
                steps.add(new Undos.Step.Reflag(mailbox, changed, change(flag, !set)));
                count += changed.size();
            }
        }
        if (count > 0) {
            undos.add(session, key, count, "", steps);
        }
    }

    private static FlagChange change(SystemFlag flag, boolean set) {
        return new FlagChange(set ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE, Flags.of(flag));
    }

    private void keyword(Map<Mailbox, UidSet> messages, Flags set, Flags cleared) {
        messages.forEach((mailbox, uids) -> {
            store().changeFlags(
                            mailbox.id(), uids, new FlagChange(FlagChange.Mode.REMOVE, cleared), OptionalLong.empty());
            store().changeFlags(mailbox.id(), uids, new FlagChange(FlagChange.Mode.ADD, set), OptionalLong.empty());
        });
    }

    private void move(String session, Map<Mailbox, UidSet> messages, Mailbox target, String key) {
        List<Undos.Step> steps = new ArrayList<>();
        long count = 0;
        for (Map.Entry<Mailbox, UidSet> one : messages.entrySet()) {
            MailboxId from = one.getKey().id();
            if (!from.equals(target.id())) {
                Copied moved = store().move(from, one.getValue(), target.id());
                UidSet.Builder there = new UidSet.Builder();
                moved.target().forEach(there::add);
                if (!moved.target().isEmpty()) {
                    steps.add(new Undos.Step.Move(target.id(), there.build(), from));
                    count += moved.target().size();
                }
            }
        }
        if (count > 0) {
            undos.add(session, key, count, target.name().value(), steps);
        }
    }

    /// Into the trash; out of it into history.
    private void delete(Visitor visitor, Map<Mailbox, UidSet> messages) {
        Map<Mailbox, UidSet> toTrash = new LinkedHashMap<>(messages);
        toTrash.keySet().removeIf(mailbox -> mailbox.uses().contains(SpecialUse.TRASH));
        String session = visitor.session().id();
        if (!toTrash.isEmpty()) {
            move(session, toTrash, mail.special(visitor, SpecialUse.TRASH), "done.delete");
        }
        messages.forEach((mailbox, uids) -> {
            if (mailbox.uses().contains(SpecialUse.TRASH)) {
                expunge(session, mailbox, uids, "done.expunge");
            }
        });
    }

    /// @return octets that are free now
    long expunge(String session, Mailbox mailbox, UidSet uids, String key) {
        MailboxSnapshot snapshot = store().snapshot(mailbox.id());
        long octets = 0;
        for (long uid : (Iterable<Long>) uids.stream().boxed()::iterator) {
            int index = snapshot.indexOf(uid);
            if (index >= 0) {
                octets += snapshot.size(index);
            }
        }
        Expunged gone = store().expunge(mailbox.id(), uids);
        long count = gone.uids().size();
        if (count > 0) {
            undos.add(
                    session,
                    key,
                    count,
                    "",
                    count <= MOST_RESTORED
                            ? List.of(new Undos.Step.Restore(new Departed(mailbox.id(), gone.modSeq(), gone.uids())))
                            : List.of());
        }
        return octets;
    }

    /// @return whether it was known and is undone
    boolean undo(Visitor visitor, String id) {
        Optional<Undos.Done> done = undos.take(visitor.session().id(), id);
        done.ifPresent(one -> {
            one.steps().forEach(step -> take(visitor, step));
            undos.add(visitor.session().id(), "done.undone", one.count(), "", List.of());
        });
        return done.isPresent();
    }

    private void take(Visitor visitor, Undos.Step step) {
        switch (step) {
            case Undos.Step.Move(MailboxId from, UidSet uids, MailboxId to) -> {
                mail.mailbox(visitor, from);
                mail.mailbox(visitor, to);
                store().move(from, uids, to);
            }
            case Undos.Step.Reflag(MailboxId mailbox, UidSet uids, FlagChange change) -> {
                mail.mailbox(visitor, mailbox);
                store().changeFlags(mailbox, uids, change, OptionalLong.empty());
            }
            case Undos.Step.Restore(Departed messages) ->
                store().restore(visitor.account().id(), List.of(messages));
            case Undos.Step.Rename(var from, var to) ->
                store().rename(visitor.account().id(), from, to);
            case Undos.Step.Run(Runnable back) -> back.run();
            case Undos.Step.Unmake(MailboxId mailbox, UidSet uids) -> {
                mail.mailbox(visitor, mailbox);
                store().expunge(mailbox, uids);
            }
            case Undos.Step.Recreate(var name, var uses, var subscribed) -> {
                store().create(visitor.account().id(), name, uses);
                if (subscribed) {
                    store().subscribe(visitor.account().id(), name, true);
                }
            }
        }
    }
}
