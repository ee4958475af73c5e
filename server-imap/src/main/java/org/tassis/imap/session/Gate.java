package org.tassis.imap.session;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.AppendGate;
import org.tassis.imap.command.MessageSink;
import org.tassis.imap.fetch.SectionOctets;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.Refusals;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.SessionState.User;
import org.tassis.imap.url.ImapUrl;
import org.tassis.imap.url.UrlTarget;
import org.tassis.message.MessageContent;
import org.tassis.message.NulFree;
import org.tassis.message.Spool;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;

/// Says before a message of APPEND is sent whether it would be taken, from the session's state at that
/// moment.
final class Gate implements AppendGate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final MailStore store;
    private final Reach reach;
    private final ImapSettings settings;
    private int messages = 1;
    private SessionState state = new SessionState.NotAuthenticated();

    Gate(MailStore store, Reach reach, ImapSettings settings) {
        this.store = store;
        this.reach = reach;
        this.settings = settings;
    }

    void now(SessionState other) {
        this.state = other;
    }

    @Override
    public Optional<Refusal> refuse(MailboxName mailbox, long size, long total, int count, boolean replacing) {
        messages = count;
        if (!(state instanceof LoggedIn loggedIn)) {
            return Optional.of(Refusal.NOT_LOGGED_IN);
        }
        User user = loggedIn.user();
        if (size > settings.appendLimit()) {
            return Optional.of(Refusal.TOO_BIG);
        }
        if (count > mostMessages(user)) {
            return Optional.of(Refusal.TOO_MANY);
        }
        if (count > 1 && !user.capabilities().offers("MULTIAPPEND") || total > settings.maxAppendOctets()) {
            return Optional.of(Refusal.TOO_MUCH);
        }
        try {
            Optional<Reached> target = reach.find(user, mailbox);
            if (target.isEmpty()) {
                return Optional.of(Refusal.NO_SUCH_MAILBOX);
            }
            if (!target.get().may(Right.INSERT)) {
                return Optional.of(Refusal.NO_RIGHT);
            }
            // what a replacement takes the place of makes room, of which the store knows
            return replacing || store.usage(target.get().owner()).admits(total, count)
                    ? Optional.empty()
                    : Optional.of(Refusal.OVER_QUOTA);
        } catch (StoreException failed) {
            return Optional.of(Refusal.UNAVAILABLE);
        }
    }

    private int mostMessages(User user) {
        return Math.min(
                settings.maxAppendMessages(), user.capabilities().saveLimit().orElse(Integer.MAX_VALUE));
    }

    /// What a client hears of a refusal.
    Completion told(Refusal refusal) {
        return refusal == Refusal.TOO_MANY
                        && state instanceof LoggedIn loggedIn
                        && loggedIn.user().capabilities().saveLimit().isPresent()
                ? Completion.aboveLimit(
                        ResponseCode.messageLimit(mostMessages(loggedIn.user()), OptionalLong.empty())) // RFC 9738 §3.1
                : Refusals.completion(refusal);
    }

    @Override
    public boolean catenates() {
        return !(state instanceof LoggedIn loggedIn)
                || loggedIn.user().capabilities().offers("CATENATE");
    }

    /// The selected mailbox is what a URL without a mailbox is about: RFC 4469 §3.
    @Override
    public Optional<Part> part(String text) throws IOException {
        Optional<ImapUrl> url = ImapUrl.parse(text).filter(ImapUrl::isOwn);
        if (url.isEmpty() || !(state instanceof LoggedIn loggedIn)) {
            return Optional.empty();
        }
        try {
            Optional<Mailbox> mailbox = url.get().mailbox().isPresent()
                    ? reach.find(loggedIn.user(), url.get().mailbox().get())
                            .filter(reached -> reached.may(Right.READ))
                            .map(Reached::mailbox)
                    : loggedIn instanceof Selected selected ? Optional.of(selected.mailbox()) : Optional.empty();
            Optional<StoredMessage> message = mailbox.flatMap(in -> UrlTarget.message(store, in, url.get()));
            return message.flatMap(found -> SectionOctets.of(
                            found, url.get().section(), url.get().partial()))
                    .map(Copied::new);
        } catch (StoreException failed) {
            if (StoreFailures.isFault(failed.failure())) {
                throw new IOException("what a URL leads to cannot be read: " + failed.failure(), failed);
            }
            return Optional.empty();
        }
    }

    /// A part of a message that is in the store.
    private record Copied(SectionOctets octets) implements Part {
        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public void sendTo(MessageSink sink) throws IOException {
            byte[] block = new byte[(int) Math.min(16 * 1024, octets.size())];
            long left = octets.size();
            try (InputStream in = octets.open()) {
                while (left > 0) {
                    int count = in.read(block, 0, (int) Math.min(block.length, left));
                    if (count < 0) {
                        throw new IOException("a message is shorter than it was said to be");
                    }
                    sink.write(block, 0, count);
                    left -= count;
                }
            } catch (StoreException failed) {
                throw new IOException("what a URL leads to cannot be read: " + failed.failure(), failed);
            }
        }
    }

    @Override
    public MessageSink open(long size) {
        // the more messages in one command, the less of each is held in memory
        int memory = Spool.DEFAULT_MEMORY / messages;
        return new Sink(() -> new Spool(settings.spoolDirectory(), memory));
    }

    /// Binary bodies become base64: RFC 9051 §4.3.1 allows no NUL in what BODY[] answers.
    private static final class Sink implements MessageSink {
        private final Supplier<Spool> spools;
        private final List<Spool> open = new ArrayList<>();
        private boolean nul;

        Sink(Supplier<Spool> spools) {
            this.spools = spools;
            open.add(spools.get());
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            nul = nul || NulFree.holdsNul(octets, offset, length);
            open.getFirst().write(octets, offset, length);
        }

        @Override
        public MessageContent finish() throws IOException {
            Spool came = open.getFirst();
            came.finish();
            if (!nul) {
                return came;
            }
            Spool encoded = spools.get();
            open.add(encoded);
            NulFree.write(came, encoded);
            encoded.finish();
            return encoded;
        }

        @Override
        public void close() {
            for (Spool spool : open) {
                try {
                    spool.close();
                } catch (IOException e) { // the message is stored or refused by now; its file has no name any more
                    LOG.warn("a spool file could not be closed", e);
                }
            }
        }
    }
}
