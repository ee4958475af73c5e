package org.tassis.imap.search;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tassis.core.ContentId;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// The message that is looked at now; read as far as its tests need it. One object serves a whole search.
final class Candidate {
    /// So much of a header is looked at.
    static final int MAX_HEADER = 1024 * 1024;

    private final MailStore store;
    private final KnownMailbox mailbox;
    private final TextSignatures signatures;
    private final BooleanSupplier goOn;
    private TextSignature.@Nullable Builder signer;
    private int sequence;
    private @Nullable MailboxSnapshot snapshot;
    private int index;
    private @Nullable StoredMessage message;
    private @Nullable MessageStructure structure;
    private byte @Nullable [] header;

    Candidate(MailStore store, KnownMailbox mailbox, TextSignatures signatures, BooleanSupplier goOn) {
        this.store = store;
        this.mailbox = mailbox;
        this.signatures = signatures;
        this.goOn = goOn;
    }

    void move(int to) {
        sequence = to;
        snapshot = null;
        message = null;
        structure = null;
        header = null;
    }

    int sequence() {
        return sequence;
    }

    long uid() {
        return mailbox.uid(sequence);
    }

    MailboxSnapshot snapshot() {
        MailboxSnapshot found = snapshot;
        if (found == null) {
            found = mailbox.snapshot(sequence);
            snapshot = found;
            index = mailbox.index(sequence);
        }
        return found;
    }

    /// Valid after {@link #snapshot}.
    int index() {
        return index;
    }

    StoredMessage message() {
        StoredMessage opened = message;
        if (opened == null) {
            MailboxSnapshot in = snapshot();
            opened = store.message(in, index);
            message = opened;
        }
        return opened;
    }

    MessageStructure structure() {
        MessageStructure read = structure;
        if (read == null) {
            read = message().structure();
            structure = read;
        }
        return read;
    }

    byte[] header() {
        byte[] read = header;
        if (read == null) {
            read = message()
                    .octets(0, (int) Math.min(MAX_HEADER, structure().root().bodyStart()));
            header = read;
        }
        return read;
    }

    /// Whether the text may be in that part of the message; if not, it need not be read.
    boolean mayHold(TextSignatures.Of of, Needle needle) throws IOException {
        return needle.threes().length == 0 || signature(of).mayHold(needle.threes());
    }

    /// Made of all of that part when it was not known.
    private TextSignature signature(TextSignatures.Of of) throws IOException {
        MailboxSnapshot in = snapshot();
        ContentId content = in.contentId(index);
        TextSignature known = signatures.get(content, of);
        if (known == null) {
            TextSignature.Builder builder = signer;
            if (builder == null) {
                builder = new TextSignature.Builder();
                signer = builder;
            }
            builder.clear();
            if (!TextTests.sign(this, of, builder)) {
                throw new CancellationException("the client has gone");
            }
            known = builder.build();
            signatures.put(content, of, known);
        }
        return known;
    }

    /// Whether the search is still wanted.
    BooleanSupplier goOn() {
        return goOn;
    }

    /// What reads a message's content.
    interface Content {
        boolean matches(Candidate candidate) throws IOException;
    }

    /// Whether the content matches; one that was forgotten meanwhile or is damaged does not.
    boolean test(Content content) {
        try {
            return content.matches(this);
        } catch (StoreException e) {
            return switch (e.failure()) {
                case StoreFailure.Gone _, StoreFailure.Damaged _ -> false;
                case StoreFailure.NoSuchMailbox _,
                        StoreFailure.MailboxExists _,
                        StoreFailure.NotAllowed _,
                        StoreFailure.OverQuota _,
                        StoreFailure.TooMany _,
                        StoreFailure.Full _,
                        StoreFailure.Unavailable _ -> throw e;
            };
        } catch (IOException e) { // only the store is read here
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }
}
