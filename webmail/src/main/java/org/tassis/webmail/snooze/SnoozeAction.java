package org.tassis.webmail.snooze;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.MessageId;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.store.Mailbox;
import org.tassis.web.Times;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.MessageAction;
import org.tassis.webmail.mail.Undos;

/// `snooze:evening`, `snooze:date` and so on: messages go away until then.
final class SnoozeAction implements MessageAction {
    private final Supplier<Snoozes> snoozes;
    private final Mail mail;
    private final Undos undos;
    private final Times times;
    private final InstantSource clock;

    SnoozeAction(Supplier<Snoozes> snoozes, Mail mail, Undos undos, Times times, InstantSource clock) {
        this.snoozes = snoozes;
        this.mail = mail;
        this.undos = undos;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public String word() {
        return "snooze";
    }

    @Override
    public Optional<String> run(Visitor visitor, String rest, List<MessageRef> messages, HttpServletRequest request) {
        String date = Optional.ofNullable(request.getParameter("until")).orElse("");
        Optional<Instant> until = Until.of(rest, date, clock.instant(), times.zone());
        if (until.isEmpty()) {
            undos.add(visitor, "snooze.problem.time", 1, "");
            return Optional.empty();
        }
        AccountId account = visitor.account().id();
        Set<MessageId> asleep = new HashSet<>();
        boolean full = false;
        for (Mailbox mailbox : mail.mailboxes(visitor)) {
            UidSet.Builder uids = new UidSet.Builder();
            messages.stream().filter(one -> one.mailbox().equals(mailbox.id())).forEach(one -> uids.add(one.uid()));
            UidSet chosen = uids.build();
            // a draft is not waited for
            if (!chosen.isEmpty() && !mailbox.uses().contains(SpecialUse.DRAFTS)) {
                Set<MessageId> some = snoozes.get().sleep(account, mailbox, chosen, until.get());
                asleep.addAll(some);
                full |= some.isEmpty();
            }
        }
        if (full && asleep.isEmpty()) {
            undos.add(visitor, "snooze.problem.many", Snoozes.MOST, "");
        }
        undos.add(visitor, "snooze.done", asleep.size(), times.full(until.get()), () -> snoozes.get()
                .cancel(account, asleep));
        return Optional.empty();
    }
}
