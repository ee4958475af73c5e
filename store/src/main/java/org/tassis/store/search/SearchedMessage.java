package org.tassis.store.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tassis.core.ContentId;
import org.tassis.core.MailboxId;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;
import org.tassis.store.TextIndex.Answer;
import org.tassis.store.TextPart;

/// The message that is looked at now; read as far as its tests need it. One object serves a whole search;
/// one thread.
public final class SearchedMessage {
    /// So much of a header is looked at.
    static final int MAX_HEADER = 1024 * 1024;

    private final MailStore store;
    private final TextSignatures signatures;
    private final BooleanSupplier goOn;
    private final Map<MailboxId, List<Narrowed>> asked = new HashMap<>();
    private final Map<String, Map<MailboxId, long[]>> inFiles = new HashMap<>();
    private @Nullable Narrowed narrowed;
    private TextSignature.@Nullable Builder signer;
    private Optional<MailboxSnapshot> snapshot = Optional.empty();
    private int index;
    private @Nullable StoredMessage message;
    private @Nullable MessageStructure structure;
    private byte @Nullable [] header;

    /// @param signatures shared by all searches of the process
    /// @param goOn       whether the search is still wanted; asked while messages are read
    public SearchedMessage(MailStore store, TextSignatures signatures, BooleanSupplier goOn) {
        this.store = store;
        this.signatures = signatures;
        this.goOn = goOn;
    }

    /// Goes to another message; reads nothing yet.
    public void move(MailboxSnapshot to, int at) {
        snapshot = Optional.of(to);
        index = at;
        message = null;
        structure = null;
        header = null;
    }

    /// Keeps nothing of the message that was looked at.
    void leave() {
        snapshot = Optional.empty();
        message = null;
        structure = null;
        header = null;
    }

    private StoredMessage opened() {
        StoredMessage opened = message;
        if (opened == null) {
            opened = store.message(snapshot.orElseThrow(), index);
            message = opened;
        }
        return opened;
    }

    StoredMessage message() {
        return opened();
    }

    public MessageStructure structure() {
        MessageStructure read = structure;
        if (read == null) {
            read = opened().structure();
            structure = read;
        }
        return read;
    }

    /// Whether it holds files: {@link MailboxSnapshot#files}; read only when that was not noted.
    public boolean hasFiles() {
        return switch (snapshot.orElseThrow().files(index)) {
            case SOME -> true;
            case NONE -> false;
            case UNKNOWN -> structure().root().hasFiles();
        };
    }

    /// Whether an attachment holds all these words, in any form, as far as the index knows it: {@link
    /// TextIndex#inFiles}. It is asked once in a search.
    public boolean filesHold(String words) {
        MailboxSnapshot here = snapshot.orElseThrow();
        long[] uids = inFiles.computeIfAbsent(words, _ -> new HashMap<>())
                .computeIfAbsent(here.mailbox(), mailbox -> store.textIndex().inFiles(mailbox, words));
        return Arrays.binarySearch(uids, here.uid(index)) >= 0;
    }

    byte[] header() {
        byte[] read = header;
        if (read == null) {
            read = opened().octets(
                            0, (int) Math.min(MAX_HEADER, structure().root().bodyStart()));
            header = read;
        }
        return read;
    }

    /// Whether the text is in that part of the message, as far as can be told without reading it; never
    /// `UNKNOWN`. The index is asked first, and about what it does not know the signature of the message.
    Answer answer(TextPart part, Needle needle) throws IOException {
        if (needle.isEmpty() || needle.threes().length == 0 && !part.isShort()) {
            return Answer.MAY_HOLD;
        }
        Answer known = narrowed(part, needle).answer(snapshot.orElseThrow(), index);
        if (known != Answer.UNKNOWN) {
            return known;
        }
        return signature(TextSignatures.Of.of(part)).mayHold(needle.threes()) ? Answer.MAY_HOLD : Answer.LACKS;
    }

    /// What the index says of the mailbox; it is asked once in a search.
    private Narrowed narrowed(TextPart part, Needle needle) {
        MailboxId mailbox = snapshot.orElseThrow().mailbox();
        Narrowed last = narrowed;
        if (last != null && last.is(mailbox, part, needle)) {
            return last;
        }
        List<Narrowed> ofMailbox = asked.computeIfAbsent(mailbox, _ -> new ArrayList<>());
        for (Narrowed known : ofMailbox) {
            if (known.is(mailbox, part, needle)) {
                narrowed = known;
                return known;
            }
        }
        Narrowed found = Narrowed.by(store, mailbox, part, needle);
        ofMailbox.add(found);
        narrowed = found;
        return found;
    }

    /// Made of all of that part when it was not known.
    private TextSignature signature(TextSignatures.Of of) throws IOException {
        ContentId content = snapshot.orElseThrow().contentId(index);
        TextSignature known = signatures.get(content, of);
        if (known == null) {
            TextSignature.Builder builder = signer;
            if (builder == null) {
                builder = new TextSignature.Builder();
                signer = builder;
            }
            builder.clear();
            if (!TextTests.sign(this, of.part(), builder)) {
                throw new CancellationException("the search is not wanted any more");
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
    @FunctionalInterface
    public interface Content {
        boolean matches(SearchedMessage message) throws IOException;
    }

    /// Whether the content matches; one that was forgotten meanwhile or is damaged does not.
    ///
    /// @throws CancellationException the search is not wanted any more
    /// @throws StoreException        the store cannot be read now
    public boolean test(Content content) {
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
