package org.tassis.webmail.compose;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.message.Spool;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;

/// Gives letters that wait another time. Those that are written here are dated with the time at which they
/// leave, so they are dated anew, and signed anew on their way: nobody gets a letter from the future. Such a
/// letter is called back, which makes a draft of it, and sent again from there: whatever happens in between,
/// it is not lost. Any thread.
final class Rescheduling {
    private static final Logger LOG = LoggerFactory.getLogger(Rescheduling.class);

    private final Scheduled scheduled;
    private final Sending sending;
    private final MailStore store;
    private final OwnMail mail;
    private final LetterWriter writer;
    private final InstantSource clock;

    Rescheduling(
            Scheduled scheduled,
            Sending sending,
            MailStore store,
            OwnMail mail,
            LetterWriter writer,
            InstantSource clock) {
        this.scheduled = scheduled;
        this.sending = sending;
        this.store = store;
        this.mail = mail;
        this.writer = writer;
        this.clock = clock;
    }

    /// What it came to.
    enum Outcome {
        /// It leaves at the new time.
        MOVED,
        /// It has left already.
        TOO_LATE,
        /// It cannot be sent again, and is a draft now.
        REFUSED
    }

    /// @param name {@link Scheduled.Waiting#name}, from anybody: what is not the account's is not there
    /// @param time past: now
    Outcome at(Account account, InetAddress from, String name, Instant time) throws IOException {
        if (!scheduled.isDatedAhead(account, name)) {
            return scheduled.sendAt(account, name, time) ? Outcome.MOVED : Outcome.TOO_LATE;
        }
        Scheduled.TakenBack back = scheduled.takeBack(account, name);
        Optional<OwnMail.Found> draft = back.draft().flatMap(ref -> mail.message(account.id(), ref));
        return draft.isPresent() ? again(account, from, back, draft.get(), time) : Outcome.TOO_LATE;
    }

    private Outcome again(
            Account account, InetAddress from, Scheduled.TakenBack back, OwnMail.Found draft, Instant time)
            throws IOException {
        Instant now = clock.instant();
        Optional<Instant> at = Optional.of(time).filter(now::isBefore);
        StoredMessage letter = mail.open(draft);
        Optional<EmailAddress> author = letter.structure().envelope().from().stream()
                .findFirst()
                .flatMap(Person::of)
                .map(Person::address);
        if (author.isEmpty()) {
            return Outcome.REFUSED;
        }
        try (Spool message = writer.dated(letter, at.orElse(now), false)) {
            Sending.Result result =
                    sending.submit(account, from, author.get(), message, new LinkedHashSet<>(back.cancelled()), at);
            if (!(result instanceof Sending.Result.Sent)) {
                return Outcome.REFUSED;
            }
        }
        settle(account, back, draft.ref(), letter, at.orElse(now));
        return Outcome.MOVED;
    }

    /// The draft is the copy of what was sent again; where some had the letter before, that copy is there.
    private void settle(
            Account account, Scheduled.TakenBack back, MessageRef draft, StoredMessage letter, Instant date) {
        try {
            if (back.tooLate()) {
                store.expunge(draft.mailbox(), UidSet.of(draft.uid()));
                return;
            }
            try (Spool full = writer.dated(letter, date, true)) {
                store.replace(
                        draft.mailbox(),
                        draft.uid(),
                        mail.mailbox(account.id(), SpecialUse.SENT).id(),
                        new NewMessage(full, Flags.of(SystemFlag.SEEN), clock.instant()));
            }
        } catch (StoreException | IOException e) { // it is sent, and a draft is better than nothing
            LOG.info("what {} sends at another time stays a draft, too: {}", account.login(), e.toString());
        }
    }
}
