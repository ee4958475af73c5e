package org.tassis.webmail.mail;

import java.time.Instant;
import java.util.List;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.webmail.MessageRef;

/// One line of a list.
///
/// @param folder the mailbox, where a list is of several
/// @param people who it is from; in a mailbox of what was sent, to whom it went
/// @param outgoing whether it was written here
/// @param lost   whether it cannot be read
/// @param awake  whether it was snoozed, and is back
record Row(
        MessageRef ref,
        Mailbox folder,
        String people,
        boolean deceives,
        String subject,
        String preview,
        Instant date,
        boolean unread,
        boolean flagged,
        boolean answered,
        boolean draft,
        boolean outgoing,
        boolean attachments,
        boolean lost,
        boolean awake) {

    static Row of(MailStore store, Mailbox folder, MailboxSnapshot snapshot, int index) {
        MessageRef ref = new MessageRef(folder.id(), snapshot.uid(index));
        long flags = snapshot.flagBits(index);
        Instant date = Instant.ofEpochSecond(snapshot.internalDate(index));
        boolean unread = (flags & SystemFlag.SEEN.bit()) == 0;
        boolean flagged = (flags & SystemFlag.FLAGGED.bit()) != 0;
        boolean answered = (flags & SystemFlag.ANSWERED.bit()) != 0;
        boolean draft = (flags & SystemFlag.DRAFT.bit()) != 0 || folder.uses().contains(SpecialUse.DRAFTS);
        boolean awake = Awake.is(snapshot, index, unread);
        boolean outgoing = folder.uses().contains(SpecialUse.SENT) || draft;
        MessageStructure structure;
        try {
            structure = store.message(snapshot, index).structure();
        } catch (StoreException e) { // one that cannot be read does not hide the others
            return new Row(
                    ref, folder, "", false, "", "", date, unread, flagged, answered, draft, outgoing, false, true,
                    awake);
        }
        List<People.Person> people = People.of(
                outgoing ? structure.envelope().to() : structure.envelope().from());
        String names = String.join(
                ", ", people.stream().limit(3).map(People.Person::brief).toList());
        return new Row(
                ref,
                folder,
                names,
                !outgoing && people.stream().anyMatch(People.Person::deceives),
                HeaderText.decode(structure.envelope().subject().orElse("")).strip(),
                structure.preview(),
                date,
                unread,
                flagged,
                answered,
                draft,
                outgoing,
                structure.root().hasFiles(),
                false,
                awake);
    }
}
