package org.tassis.webmail.compose;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.writing.Identity;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.message.Spool;
import org.tassis.store.Appended;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.Reach;

/// Letters that are being written, as messages of the mailbox for drafts: any program on any device can
/// take them up. Each version is stored before the one before is removed; all versions have one message-id.
/// Any thread.
final class Drafts {
    private final MailStore store;
    private final OwnMail mail;
    private final Reach reach;
    private final LetterWriter writer;
    private final Supplier<WritingRecords> records;
    private final InstantSource clock;

    Drafts(
            MailStore store,
            OwnMail mail,
            Reach reach,
            LetterWriter writer,
            Supplier<WritingRecords> records,
            InstantSource clock) {
        this.reach = reach;
        this.store = store;
        this.mail = mail;
        this.writer = writer;
        this.records = records;
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
        EmailAddress address = Person.typed(draft.from()).people().stream()
                .findFirst()
                .map(Person::address)
                .filter(account::owns)
                .orElseThrow(() -> new NotYours(draft.from()));
        Identity identity = identity(account, address);
        Person from = new Person(identity.name().isBlank() ? account.realName() : identity.name(), address);
        Optional<Original> stored = original(account.id(), draft.stored());
        Optional<Original> source = source(account.id(), draft.source());
        Thread thread = thread(draft, stored, source);
        List<Letter.Attachment> attachments = new ArrayList<>(attachments(draft, stored, source));
        attachments.addAll(uploads);
        return new Made(
                new Letter(
                        from,
                        identity.replyTo().map(other -> new Person(from.name(), other)),
                        to.people(),
                        cc.people(),
                        bcc.people(),
                        draft.subject(),
                        draft.body(),
                        thread.inReplyTo(),
                        thread.references(),
                        draft.receipt(),
                        attachments),
                wrong);
    }

    /// What goes with an own address, or with the one it is a detail of.
    Identity identity(Account account, EmailAddress address) {
        return records.get()
                .identity(account.id(), address)
                .or(() -> EmailAddress.of(address.base(), address.domain().ascii())
                        .flatMap(base -> records.get().identity(account.id(), base)))
                .orElseGet(() -> Identity.plain(address));
    }

    /// @param address as it is in a form: perhaps none, perhaps somebody else's
    Signature signature(Account account, String address) {
        return EmailAddress.parse(address)
                .filter(account::owns)
                .map(own -> Signature.of(Optional.of(identity(account, own))))
                .orElse(Signature.NONE);
    }

    /// The sender is none of the account's addresses.
    static final class NotYours extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotYours(String address) {
            super(address);
        }
    }

    /// What the form was written on is not the last version any more: another browser or device has written
    /// on.
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient MessageRef newer;

        Overtaken(MessageRef newer) {
            super("there is a newer version");
            this.newer = newer;
        }

        MessageRef newer() {
            return newer;
        }
    }

    /// Files that the form keeps, for its list, in the order of the messages they are in.
    List<Letter.Attachment> files(AccountId account, Draft draft) {
        return attachments(draft, original(account, draft.stored()), source(account, draft.source())).stream()
                .filter(one -> !one.isShownIn(draft.body()))
                .toList();
    }

    /// What the form keeps, the pictures in its text, and those of a rich version that has become plain
    /// since.
    private static List<Letter.Attachment> attachments(
            Draft draft, Optional<Original> stored, Optional<Original> source) {
        Set<String> keep = new HashSet<>(draft.keep());
        Set<String> shown = new HashSet<>();
        List<Letter.Attachment> found = new ArrayList<>();
        for (Optional<Original> original : List.of(stored, source)) {
            boolean saved = original.isPresent()
                    && original.equals(stored)
                    && !draft.body().isRich()
                    && original.get().isRich();
            for (Letter.Attachment one : original.map(Original::attachments).orElse(List.of())) {
                boolean goes = keep.contains(one.key())
                        || one.isShownIn(draft.body())
                        || saved && one.contentId().isPresent();
                if (goes && one.contentId().map(shown::add).orElse(true)) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /// What is answered or passed on: own, or in a folder that others share.
    Optional<Original> source(AccountId account, Optional<MessageRef> ref) {
        return ref.flatMap(one -> reach.message(account, one).map(found -> new Original(one, reach.open(found))));
    }

    /// An own message, such as a draft: what it was before may be removed.
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

    /// A version that was stored.
    record Kept(MessageRef where, String version) {}

    /// Stores this version and removes the one before.
    ///
    /// @throws StoreException over quota, for one
    /// @throws Overtaken      nothing was stored
    Kept save(Account account, Draft draft, Letter letter) throws IOException {
        if (draft.stored().isPresent()
                && !draft.version().isEmpty()
                && mail.message(account.id(), draft.stored().get()).isEmpty()) {
            newest(account.id(), draft.version()).ifPresent(newer -> {
                throw new Overtaken(newer);
            });
        }
        Mailbox drafts = mail.mailbox(account.id(), SpecialUse.DRAFTS);
        String id = draft.version().isEmpty() ? LetterWriter.newId(letter.from()) : "<" + draft.version() + ">";
        MessageRef now;
        try (Spool spool = writer.write(letter, id, clock.instant(), true)) {
            Appended kept = store.append(
                            drafts.id(),
                            List.of(new NewMessage(
                                    spool, Flags.of(SystemFlag.DRAFT, SystemFlag.SEEN), clock.instant())))
                    .getFirst();
            now = new MessageRef(kept.mailbox(), kept.uid());
        }
        remove(account.id(), draft);
        return new Kept(now, id.substring(1, id.length() - 1));
    }

    /// Where a draft is now, by what stays the same in all its versions.
    Optional<MessageRef> newest(AccountId account, String version) {
        return mail.named(account, mail.mailbox(account, SpecialUse.DRAFTS), "<" + version + ">")
                .map(OwnMail.Found::ref);
    }

    /// Nothing that is no draft is removed, whatever the form says.
    void remove(AccountId account, Draft draft) {
        draft.stored()
                .flatMap(ref -> mail.message(account, ref))
                .filter(found -> found.flags().has(SystemFlag.DRAFT))
                .ifPresent(found -> Actor.present()
                        .as(Via.DRAFT)
                        .call(() -> store.expunge(
                                found.mailbox().id(), UidSet.of(found.ref().uid()))));
    }
}
