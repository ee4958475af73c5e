package org.tassis.webmail.mail;

import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tassis.core.SpecialUse;
import org.tassis.message.BodyPart;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.calendar.Invitation;
import org.tassis.webmail.calendar.InvitationReader;

/// Finds what messages say of events. Any thread.
final class Invitations {
    /// Messages that are looked at for a later word on an event: only those with a calendar in them are read.
    private static final int LOOKED_AT = 400;

    private static final long PATIENCE_NANOS = 60_000_000;

    private final Mail mail;

    Invitations(Mail mail) {
        this.mail = mail;
    }

    Optional<Invitation> in(Opened opened, ZoneId zone) {
        return part(opened.structure()).flatMap(part -> InvitationReader.read(text(opened.message(), part), zone));
    }

    /// The part with the event: rather one that says what it is for (RFC 6047 §2.4).
    static Optional<BodyPart> part(MessageStructure structure) {
        List<BodyPart> all = MessageParts.of(structure, true).all();
        return all.stream()
                .filter(one -> isCalendar(one) && one.parameters().containsKey("method"))
                .findFirst()
                .or(() -> all.stream().filter(Invitations::isCalendar).findFirst());
    }

    private static boolean isCalendar(BodyPart part) {
        return part.type().equals("text") && part.subtype().equals("calendar")
                || part.type().equals("application") && part.subtype().equals("ics");
    }

    private static String text(StoredMessage message, BodyPart part) {
        return Bodies.text(message, part, InvitationReader.MOST);
    }

    /// A later word on an event.
    record Later(MessageRef ref, Invitation invitation) {}

    /// The latest word on the same event in the folder of the message and the inbox, for as long as
    /// somebody may be kept waiting for it.
    Optional<Later> later(Visitor visitor, Opened opened, Invitation invitation, ZoneId zone) {
        if (invitation.uid().isEmpty()) {
            return Optional.empty();
        }
        return latest(List.of(opened.mailbox(), mail.inbox(visitor)), zone, one -> one.isNewerThan(invitation));
    }

    /// What the visitor asked for, where somebody proposes another time: from the copy of what was sent.
    Optional<Invitation> asked(Visitor visitor, Invitation invitation, ZoneId zone) {
        if (invitation.method() != Invitation.Method.COUNTER || invitation.uid().isEmpty()) {
            return Optional.empty();
        }
        List<Mailbox> sent = mail.mailboxes(visitor).stream()
                .filter(one -> one.uses().contains(SpecialUse.SENT))
                .toList();
        return latest(sent, zone, one -> one.isAbout(invitation)).map(Later::invitation);
    }

    private Optional<Later> latest(List<Mailbox> places, ZoneId zone, Predicate<Invitation> wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        Optional<Later> latest = Optional.empty();
        Set<Mailbox> mailboxes = new LinkedHashSet<>(places);
        for (Mailbox mailbox : mailboxes) {
            MailStore store = mail.store();
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            for (int looked = 0; looked < Math.min(LOOKED_AT, snapshot.count()); looked++) {
                if (System.nanoTime() > end) {
                    return latest;
                }
                int index = snapshot.count() - 1 - looked;
                Optional<Invitation> found = event(store, snapshot, index, zone);
                Optional<Invitation> known = latest.map(Later::invitation);
                if (found.filter(Invitations::isWord)
                        .filter(wanted)
                        .filter(one -> known.isEmpty() || one.isNewerThan(known.get()))
                        .isPresent()) {
                    latest = Optional.of(new Later(new MessageRef(mailbox.id(), snapshot.uid(index)), found.get()));
                }
            }
        }
        return latest;
    }

    /// Of the organizer, not an answer of somebody.
    private static boolean isWord(Invitation invitation) {
        return invitation.method() == Invitation.Method.REQUEST
                || invitation.method() == Invitation.Method.CANCEL
                || invitation.method() == Invitation.Method.PUBLISH;
    }

    private static Optional<Invitation> event(MailStore store, MailboxSnapshot snapshot, int index, ZoneId zone) {
        try {
            StoredMessage message = store.message(snapshot, index);
            MessageStructure structure = message.structure();
            if (!holdsCalendar(structure.root())) {
                return Optional.empty();
            }
            return part(structure).flatMap(part -> InvitationReader.read(text(message, part), zone));
        } catch (StoreException _) { // one that cannot be read says nothing
            return Optional.empty();
        }
    }

    private static boolean holdsCalendar(BodyPart part) {
        return part.isMultipart() ? part.children().stream().anyMatch(Invitations::holdsCalendar) : isCalendar(part);
    }
}
