package org.tassis.webmail.compose;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.message.Spool;
import org.tassis.store.Appended;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;

/// Letters that are being written, as messages of the mailbox for drafts: any program on any device can take them up.
/// Each version is stored before the one before is removed. Any thread.
final class Drafts {
    private final MailStore store;
    private final OwnMail mail;
    private final LetterWriter writer;
    private final InstantSource clock;

    Drafts(MailStore store, OwnMail mail, LetterWriter writer, InstantSource clock) {
        this.store = store;
        this.mail = mail;
        this.writer = writer;
        this.clock = clock;
    }

    /// A letter with what is wrong with it.
    ///
    /// @param wrong what was typed as an address and is none
    record Made(Letter letter, List<String> wrong) {}

    /// @param uploads files that come with this form
    /// @throws IOException a message it is made of cannot be read
    Made letter(Account account, Draft draft, List<Letter.Attachment> uploads) throws IOException {
        Person.Typed to = Person.typed(draft.to());
        Person.Typed cc = Person.typed(draft.cc());
        Person.Typed bcc = Person.typed(draft.bcc());
        List<String> wrong = new ArrayList<>(to.wrong());
        wrong.addAll(cc.wrong());
        wrong.addAll(bcc.wrong());
        Person from = Person.typed(draft.from()).people().stream()
                .findFirst()
                .filter(person -> account.owns(person.address()))
                .map(person -> new Person(account.realName(), person.address()))
                .orElseThrow(() -> new NotYours(draft.from()));
        Optional<Original> stored = original(account.id(), draft.stored());
        Optional<Original> source = original(account.id(), draft.source());
        Thread thread = thread(draft, stored, source);
        List<Letter.Attachment> attachments = new ArrayList<>(attachments(account.id(), draft));
        attachments.addAll(uploads);
        return new Made(
                new Letter(
                        from,
                        to.people(),
                        cc.people(),
                        bcc.people(),
                        draft.subject(),
                        draft.text(),
                        thread.inReplyTo(),
                        thread.references(),
                        attachments),
                wrong);
    }

    /// The sender is none of the account's addresses.
    static final class NotYours extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotYours(String address) {
            super(address);
        }
    }

    /// What the form may keep and does, in the order of the messages they are in.
    List<Letter.Attachment> attachments(AccountId account, Draft draft) {
        Set<String> keep = new HashSet<>(draft.keep());
        List<Letter.Attachment> found = new ArrayList<>();
        for (Optional<MessageRef> ref : List.of(draft.stored(), draft.source())) {
            original(account, ref).ifPresent(original -> original.attachments().stream()
                    .filter(attachment -> keep.contains(attachment.key()))
                    .forEach(found::add));
        }
        return found;
    }

    Optional<Original> original(AccountId account, Optional<MessageRef> ref) {
        return ref.flatMap(one -> mail.message(account, one).map(found -> new Original(one, mail.open(found))));
    }

    private record Thread(String inReplyTo, List<String> references) {}

    /// RFC 5322 §3.6.4; the oldest reference stays, and the youngest.
    private static Thread thread(Draft draft, Optional<Original> stored, Optional<Original> source) {
        if (draft.kind() == Draft.Kind.REPLY && source.isPresent()) {
            Optional<String> answered = source.get().messageId();
            List<String> references = new ArrayList<>(source.get().references());
            answered.ifPresent(references::remove);
            answered.ifPresent(references::add);
            while (references.size() > 20) {
                references.remove(1);
            }
            return new Thread(answered.orElse(""), references);
        }
        return stored.map(kept -> new Thread(kept.inReplyTo().orElse(""), kept.references()))
                .orElse(new Thread("", List.of()));
    }

    /// Stores this version and removes the one before.
    ///
    /// @return where it is now
    /// @throws StoreException over quota, for one
    MessageRef save(Account account, Draft draft, Letter letter) throws IOException {
        Mailbox drafts = mail.mailbox(account.id(), SpecialUse.DRAFTS);
        MessageRef now;
        try (Spool spool = writer.write(letter, LetterWriter.newId(letter.from()), clock.instant(), true)) {
            Appended kept = store.append(
                            drafts.id(),
                            List.of(new NewMessage(
                                    spool, Flags.of(SystemFlag.DRAFT, SystemFlag.SEEN), clock.instant())))
                    .getFirst();
            now = new MessageRef(kept.mailbox(), kept.uid());
        }
        remove(account.id(), draft);
        return now;
    }

    /// Nothing that is no draft is removed, whatever the form says.
    void remove(AccountId account, Draft draft) {
        draft.stored()
                .flatMap(ref -> mail.message(account, ref))
                .filter(found -> found.flags().has(SystemFlag.DRAFT))
                .ifPresent(found -> store.expunge(
                        found.mailbox().id(), UidSet.of(found.ref().uid())));
    }
}
