package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
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
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;
import org.tassis.store.Transfers;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.Reach.Reached;

/// What is done to messages, one or many, and noted so that it can be undone. In folders that others share,
/// only what the visitor may do there; what is deleted there is in their owner's history. Any thread.
final class Actions {
    static final int MOST = 1_000;
    /// More messages are brought back through the history.
    private static final int MOST_RESTORED = 10_000;

    private static final String REFUSED = "done.refused";

    private static final Flags JUNK = Flags.of(Set.of(), Set.of("$Junk"));
    private static final Flags NOT_JUNK = Flags.of(Set.of(), Set.of("$NotJunk"));

    private final Mail mail;
    private final Undos undos;
    private final Transfers transfers;
    private final StepsBack back;

    Actions(Mail mail, Undos undos) {
        this.mail = mail;
        this.undos = undos;
        this.transfers = new Transfers(mail.store());
        this.back = new StepsBack(mail);
    }

    private MailStore store() {
        return mail.store();
    }

    /// Messages that exist and may be read, by mailbox.
    private record Chosen(Map<Reached, UidSet> all) {
        Map<Reached, UidSet> where(Predicate<Reached> may) {
            Map<Reached, UidSet> some = new LinkedHashMap<>(all);
            some.keySet().removeIf(may.negate());
            return some;
        }
    }

    /// Tells of it when nothing that was chosen may be changed like that.
    ///
    /// @param action   `read`, `unread`, `flag`, `unflag`, `archive`, `junk`, `notjunk`, `delete`, `move`,
    ///     `copy`
    /// @param target   of a move or a copy
    /// @param messages those of others, and those that are gone, are passed over, and so are those in
    ///     shared folders where it is not allowed
    /// @throws ResponseStatusException 400 for an unknown action, 404 for a target that is not there
    void run(Visitor visitor, String action, Optional<MailboxId> target, List<MessageRef> messages) {
        Chosen chosen = chosen(visitor, messages);
        String session = visitor.session().id();
        boolean allowed =
                switch (action) {
                    case "read" -> flag(session, chosen, SystemFlag.SEEN, true, "done.read");
                    case "unread" -> flag(session, chosen, SystemFlag.SEEN, false, "done.unread");
                    case "flag" -> flag(session, chosen, SystemFlag.FLAGGED, true, "done.flag");
                    case "unflag" -> flag(session, chosen, SystemFlag.FLAGGED, false, "done.unflag");
                    case "archive" -> file(visitor, chosen, SpecialUse.ARCHIVE, "done.archive");
                    case "junk" -> {
                        keyword(chosen.where(Reached::own), JUNK, NOT_JUNK);
                        yield file(visitor, chosen, SpecialUse.JUNK, "done.junk");
                    }
                    case "notjunk" -> {
                        Map<Reached, UidSet> own = chosen.where(Reached::own);
                        keyword(own, NOT_JUNK, JUNK);
                        yield move(session, own, Reached.ofOwn(mail.inbox(visitor)), "done.notjunk");
                    }
                    case "delete" -> delete(visitor, chosen);
                    case "move" ->
                        move(session, chosen.where(Reached::mayRemove), target(visitor, target), "done.move");
                    case "copy" -> copy(session, chosen.all(), target(visitor, target));
                    default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
                };
        if (!allowed && !chosen.all().isEmpty()) {
            undos.add(session, REFUSED, 1, "", List.of());
        }
    }

    private Reached target(Visitor visitor, Optional<MailboxId> target) {
        return mail.reached(visitor, target.orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST)));
    }

    private Chosen chosen(Visitor visitor, List<MessageRef> messages) {
        Map<MailboxId, List<Long>> wanted = new LinkedHashMap<>();
        messages.forEach(one ->
                wanted.computeIfAbsent(one.mailbox(), _ -> new ArrayList<>()).add(one.uid()));
        Map<Reached, UidSet> chosen = new LinkedHashMap<>();
        for (Reached place : places(visitor, wanted.keySet())) {
            MailboxSnapshot snapshot = store().snapshot(place.id());
            UidSet.Builder uids = new UidSet.Builder();
            wanted.getOrDefault(place.id(), List.of()).stream()
                    .filter(uid -> snapshot.indexOf(uid) >= 0)
                    .forEach(uids::add);
            UidSet found = uids.build();
            if (!found.isEmpty()) {
                chosen.put(place, found);
            }
        }
        return new Chosen(chosen);
    }

    /// Those of them that may be read. What others share is looked up once, however many there are.
    private List<Reached> places(Visitor visitor, Set<MailboxId> wanted) {
        List<Reached> places = new ArrayList<>();
        mail.mailboxes(visitor).stream()
                .filter(one -> wanted.contains(one.id()))
                .map(Reached::ofOwn)
                .forEach(places::add);
        if (places.isEmpty() && wanted.size() == 1) {
            mail.reach()
                    .readable(visitor.account().id(), wanted.iterator().next())
                    .ifPresent(places::add);
        } else if (places.size() < wanted.size()) {
            mail.reach().others(visitor.account().id()).stream()
                    .filter(one -> wanted.contains(one.id()) && one.may(Right.READ))
                    .forEach(places::add);
        }
        return places;
    }

    /// @return whether there is any that may be changed
    private boolean flag(String session, Chosen chosen, SystemFlag flag, boolean set, String key) {
        Map<Reached, UidSet> messages = chosen.where(place -> place.may(flag));
        List<Undos.Step> steps = new ArrayList<>();
        long count = 0;
        for (Map.Entry<Reached, UidSet> one : messages.entrySet()) {
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
        return !messages.isEmpty();
    }

    private static FlagChange change(SystemFlag flag, boolean set) {
        return new FlagChange(set ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE, Flags.of(flag));
    }

    private void keyword(Map<Reached, UidSet> messages, Flags set, Flags cleared) {
        messages.forEach((place, uids) -> {
            store().changeFlags(
                            place.id(), uids, new FlagChange(FlagChange.Mode.REMOVE, cleared), OptionalLong.empty());
            store().changeFlags(place.id(), uids, new FlagChange(FlagChange.Mode.ADD, set), OptionalLong.empty());
        });
    }

    /// Own messages where they belong; those that others share stay where they are.
    private boolean file(Visitor visitor, Chosen chosen, SpecialUse use, String key) {
        Map<Reached, UidSet> own = chosen.where(Reached::own);
        return !own.isEmpty() && move(visitor.session().id(), own, Reached.ofOwn(mail.special(visitor, use)), key);
    }

    private boolean move(String session, Map<Reached, UidSet> messages, Reached target, String key) {
        if (messages.isEmpty() || !target.may(Right.INSERT)) {
            return false;
        }
        List<Undos.Step> steps = new ArrayList<>();
        long count = 0;
        for (Map.Entry<Reached, UidSet> one : messages.entrySet()) {
            Reached from = one.getKey();
            if (!from.id().equals(target.id())) {
                Copied moved = transfers.move(from.mailbox(), one.getValue(), target.mailbox(), target.rights());
                if (!moved.target().isEmpty()) {
                    count += moved.target().size();
                    if (target.mayRemove() && from.may(Right.INSERT)) {
                        steps.add(new Undos.Step.Move(target.id(), set(moved.target()), from.id()));
                    }
                }
            }
        }
        if (count > 0) {
            undos.add(session, key, count, target.mailbox().name().value(), steps);
        }
        return true;
    }

    private boolean copy(String session, Map<Reached, UidSet> messages, Reached target) {
        if (messages.isEmpty() || !target.may(Right.INSERT)) {
            return false;
        }
        List<Undos.Step> steps = new ArrayList<>();
        long count = 0;
        for (Map.Entry<Reached, UidSet> one : messages.entrySet()) {
            Copied copied = transfers.copy(one.getKey().id(), one.getValue(), target.mailbox(), target.rights());
            if (!copied.target().isEmpty()) {
                count += copied.target().size();
                if (target.mayRemove()) {
                    steps.add(new Undos.Step.Unmake(target.id(), set(copied.target())));
                }
            }
        }
        if (count > 0) {
            undos.add(session, "done.copy", count, target.mailbox().name().value(), steps);
        }
        return true;
    }

    private static UidSet set(List<Long> uids) {
        UidSet.Builder set = new UidSet.Builder();
        uids.forEach(set::add);
        return set.build();
    }

    /// Into the trash; out of it, and out of what others share, into history.
    private boolean delete(Visitor visitor, Chosen chosen) {
        Map<Reached, UidSet> messages = chosen.where(Reached::mayRemove);
        Map<Reached, UidSet> toTrash = new LinkedHashMap<>(messages);
        toTrash.keySet().removeIf(place -> !place.own() || isTrash(place));
        String session = visitor.session().id();
        if (!toTrash.isEmpty()) {
            move(session, toTrash, Reached.ofOwn(mail.special(visitor, SpecialUse.TRASH)), "done.delete");
        }
        messages.forEach((place, uids) -> {
            if (!place.own()) {
                expunge(session, place, uids, "done.delete.shared");
            } else if (isTrash(place)) {
                expunge(session, place, uids, "done.expunge");
            }
        });
        return !messages.isEmpty();
    }

    private static boolean isTrash(Reached place) {
        return place.mailbox().uses().contains(SpecialUse.TRASH);
    }

    /// Whether the visitor may is asked before.
    ///
    /// @return octets that are free now
    long expunge(String session, Reached place, UidSet uids, String key) {
        MailboxSnapshot snapshot = store().snapshot(place.id());
        long octets = 0;
        for (long uid : (Iterable<Long>) uids.stream().boxed()::iterator) {
            int index = snapshot.indexOf(uid);
            if (index >= 0) {
                octets += snapshot.size(index);
            }
        }
        Expunged gone = store().expunge(place.id(), uids);
        long count = gone.uids().size();
        if (count > 0) {
            boolean undoable = count <= MOST_RESTORED && place.may(Right.INSERT);
            Departed messages = new Departed(place.id(), gone.modSeq(), gone.uids());
            undos.add(
                    session,
                    key,
                    count,
                    place.mailbox().name().value(),
                    undoable ? List.of(new Undos.Step.Restore(messages, place.owner())) : List.of());
        }
        return octets;
    }

    /// What may not be changed any more in a folder that somebody else shares stays as it is.
    ///
    /// @return whether it was known, and all or some of it is undone
    boolean undo(Visitor visitor, String id) {
        String session = visitor.session().id();
        Optional<Undos.Done> done = undos.take(session, id);
        if (done.isEmpty()) {
            return false;
        }
        List<Undos.Step> steps = done.get().steps();
        List<Undos.Step> allowed =
                steps.stream().filter(step -> back.may(visitor, step)).toList();
        if (allowed.isEmpty()) {
            undos.add(session, REFUSED, 1, "", List.of());
            return false;
        }
        allowed.forEach(step -> back.take(visitor, step));
        String told = allowed.size() == steps.size() ? "done.undone" : "done.undone.partly";
        undos.add(session, told, done.get().count(), "", List.of());
        return true;
    }
}
