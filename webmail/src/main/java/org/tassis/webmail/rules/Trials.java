package org.tassis.webmail.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.mailflow.rules.Rule;
import org.tassis.mailflow.rules.RuleAction;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.Rules;
import org.tassis.mailflow.sieve.SieveEnvelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.store.Copied;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;

/// Rules tried on messages that are there, and rules that are done to them now. Any thread.
final class Trials {
    static final int SHOWN = 100;

    /// Messages that a rule is done to at once, the newest.
    static final int MOST = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_HEADER = 64 * 1024;

    private final Rules rules;
    private final MailStore store;
    private final InstantSource clock;
    private final Told told;

    Trials(Rules rules, MailStore store, InstantSource clock, Told told) {
        this.rules = rules;
        this.store = store;
        this.clock = clock;
        this.told = told;
    }

    /// What would happen with one message.
    ///
    /// @param names of the rules that hold
    /// @param would what would be done, in sentences
    public record Tried(
            String ref, String subject, String from, List<String> names, boolean blocked, List<String> would) {}

    /// @param looked at so many
    record Result(int looked, List<Tried> tried) {}

    /// @param mailbox of the visitor
    Result tried(Visitor visitor, RuleSet set, Mailbox mailbox, Locale language) {
        Rules.Trial trial = rules.trial(visitor.account(), set);
        MailboxSnapshot snapshot = store.snapshot(mailbox.id());
        Map<String, String> names = told.names(store.mailboxes(visitor.account().id()), language);
        List<Tried> tried = new ArrayList<>();
        long end = clock.millis() + PATIENCE.toMillis();
        int looked = 0;
        for (int i = snapshot.count() - 1; i >= 0 && looked < SHOWN && clock.millis() < end; i--) {
            looked++;
            Optional<Rules.Outcome> outcome = on(trial, visitor.account(), snapshot, i);
            if (outcome.isEmpty()
                    || outcome.get().rules().isEmpty() && !outcome.get().blocked()) {
                continue;
            }
            StoredMessage message = store.message(snapshot, i);
            tried.add(new Tried(
                    new MessageRef(mailbox.id(), snapshot.uid(i)).toString(),
                    HeaderText.decode(message.structure().envelope().subject().orElse(""))
                            .strip(),
                    message.structure().envelope().from().stream()
                            .findFirst()
                            .map(one -> HeaderText.decode(
                                    one.name().or(() -> one.local()).orElse("")))
                            .orElse(""),
                    outcome.get().rules().stream()
                            .sorted()
                            .map(place -> set.rules().get(place).name())
                            .toList(),
                    outcome.get().blocked(),
                    outcome.get().actions().stream()
                            .map(action -> told.would(action, names, language))
                            .toList()));
        }
        return new Result(looked, tried);
    }

    private Optional<Rules.Outcome> on(Rules.Trial trial, Account account, MailboxSnapshot snapshot, int index) {
        try {
            StoredMessage message = store.message(snapshot, index);
            return Optional.of(trial.on(new StoredContent(message), envelope(account, message)));
        } catch (StoreException | IOException | UncheckedIOException e) { // one that cannot be read stops no other
            return Optional.empty();
        }
    }

    /// As far as the message remembers.
    private static SieveEnvelope envelope(Account account, StoredMessage message) {
        byte[] header = message.octets(
                0, (int) Math.min(MAX_HEADER, message.structure().root().bodyStart()));
        Optional<EmailAddress> from = HeaderFields.first(header, "Return-Path")
                .map(text -> text.strip().replaceAll("^<|>$", ""))
                .flatMap(EmailAddress::parse);
        EmailAddress to = HeaderFields.first(header, "Delivered-To")
                .flatMap(text -> EmailAddress.parse(text.strip()))
                .filter(account::owns)
                .or(() -> account.addresses().stream().findFirst())
                .orElseGet(() -> EmailAddress.valueOf("nobody@localhost.localdomain"));
        return new SieveEnvelope(from, to);
    }

    /// What was done, and how it is taken back.
    ///
    /// @param count  of messages that the rule holds for
    /// @param whole  whether all messages were looked at
    record Applied(int count, boolean whole, Runnable back) {}

    /// Does one rule to the messages of a folder: marks, copies and moves. Nothing is sent on or refused.
    ///
    /// @param mailbox of the visitor
    Applied apply(Visitor visitor, Rule rule, Mailbox mailbox) {
        Rules.Trial trial = rules.trial(visitor.account(), new RuleSet(List.of(), List.of(rule)), _ -> true);
        MailboxSnapshot snapshot = store.snapshot(mailbox.id());
        UidSet.Builder matched = new UidSet.Builder();
        int count = 0;
        int looked = 0;
        long end = clock.millis() + PATIENCE.toMillis();
        for (int i = snapshot.count() - 1; i >= 0 && looked < MOST && clock.millis() < end; i--) {
            looked++;
            if (on(trial, visitor.account(), snapshot, i)
                    .filter(one -> !one.rules().isEmpty())
                    .isPresent()) {
                count++;
                matched.add(snapshot.uid(i));
            }
        }
        UidSet uids = matched.build();
        List<Runnable> back = new ArrayList<>();
        if (count > 0) {
            rule.actions().forEach(action -> act(visitor, action, mailbox, uids, back));
        }
        return new Applied(
                count, looked == snapshot.count(), () -> back.reversed().forEach(Runnable::run));
    }

    private void act(Visitor visitor, RuleAction action, Mailbox mailbox, UidSet uids, List<Runnable> back) {
        switch (action) {
            case RuleAction.Read _ -> flag(mailbox.id(), uids, Flags.of(SystemFlag.SEEN), back);
            case RuleAction.Star _ -> flag(mailbox.id(), uids, Flags.of(SystemFlag.FLAGGED), back);
            case RuleAction.Mark(String keyword) -> flag(mailbox.id(), uids, Flags.of(Set.of(), Set.of(keyword)), back);
            case RuleAction.Copy(var folder) -> {
                Mailbox to = folder(visitor, folder);
                UidSet there = targets(store.copy(mailbox.id(), uids, to.id()));
                back.add(() -> store.expunge(to.id(), there));
            }
            case RuleAction.Move(var folder) -> move(mailbox, uids, folder(visitor, folder), back);
            case RuleAction.Trash _ -> move(mailbox, uids, trash(visitor), back);
            case RuleAction.Forward _, RuleAction.Reject _ -> {} // of mail that comes
        }
    }

    private void flag(MailboxId mailbox, UidSet uids, Flags flags, List<Runnable> back) {
        UidSet changed = store.changeFlags(
                        mailbox, uids, new FlagChange(FlagChange.Mode.ADD, flags), OptionalLong.empty())
                .changed();
        Set<MessageId> ids = ids(mailbox, changed);
        back.add(() -> store.changeFlags(
                mailbox, find(mailbox, ids), new FlagChange(FlagChange.Mode.REMOVE, flags), OptionalLong.empty()));
    }

    /// Messages that go and come back have other UIDs.
    private Set<MessageId> ids(MailboxId mailbox, UidSet uids) {
        MailboxSnapshot snapshot = store.snapshot(mailbox);
        Set<MessageId> ids = new HashSet<>();
        uids.stream()
                .mapToInt(snapshot::indexOf)
                .filter(index -> index >= 0)
                .forEach(index -> ids.add(snapshot.id(index)));
        return ids;
    }

    private UidSet find(MailboxId mailbox, Set<MessageId> ids) {
        MailboxSnapshot snapshot = store.snapshot(mailbox);
        UidSet.Builder found = new UidSet.Builder();
        for (int i = 0; i < snapshot.count(); i++) {
            if (ids.contains(snapshot.id(i))) {
                found.add(snapshot.uid(i));
            }
        }
        return found.build();
    }

    private void move(Mailbox from, UidSet uids, Mailbox to, List<Runnable> back) {
        if (!from.id().equals(to.id())) {
            Copied moved = store.move(from.id(), uids, to.id());
            UidSet there = targets(moved);
            back.add(() -> store.move(to.id(), there, from.id()));
        }
    }

    private static UidSet targets(Copied copied) {
        UidSet.Builder there = new UidSet.Builder();
        copied.target().forEach(there::add);
        return there.build();
    }

    /// INBOX in place of one that is gone, as the engine does.
    private Mailbox folder(Visitor visitor, MailboxName name) {
        List<Mailbox> all = store.mailboxes(visitor.account().id());
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .or(() -> all.stream().filter(one -> one.name().isInbox()).findFirst())
                .orElseThrow();
    }

    private Mailbox trash(Visitor visitor) {
        return store.mailboxes(visitor.account().id()).stream()
                .filter(one -> one.uses().contains(SpecialUse.TRASH))
                .findFirst()
                .orElseGet(() -> folder(visitor, new MailboxName("Trash")));
    }
}
