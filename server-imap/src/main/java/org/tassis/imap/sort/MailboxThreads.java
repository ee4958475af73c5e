package org.tassis.imap.sort;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.ThreadCommand.Algorithm;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;

/// Puts messages into conversations, and writes them: RFC 5256 §3, §4.
///
/// @param goOn whether the client still waits; asked now and then
public record MailboxThreads(MailStore store, KnownMailbox mailbox, BooleanSupplier goOn) {
    /// Of so many messages at most: some hundred megabytes with references to messages that are not here.
    public static final int MAX_MESSAGES = 250_000;

    /// @throws TooManyToOrder        there are more than {@link #MAX_MESSAGES}
    /// @throws CancellationException the client has gone
    /// @throws StoreException        the store cannot be read now
    public Conversations of(MessageRanges messages, Algorithm algorithm) {
        if (messages.size() > MAX_MESSAGES) {
            throw new TooManyToOrder();
        }
        return new Conversations(forest(messages, algorithm), mailbox);
    }

    private Forest forest(MessageRanges messages, Algorithm algorithm) {
        MessageReader reader = new MessageReader(store, mailbox, goOn);
        return switch (algorithm) {
            case ORDEREDSUBJECT -> SubjectThreads.of(messages, reader);
            case REFERENCES -> new ReferenceThreads(reader, true).of(messages);
            case REFS -> new ReferenceThreads(reader, false).of(messages);
        };
    }

    /// The conversations found.
    public static final class Conversations {
        private static final int CLOSE = -2;
        private static final int OPEN = -3;

        private final Forest forest;
        private final KnownMailbox mailbox;

        Conversations(Forest forest, KnownMailbox mailbox) {
            this.forest = forest;
            this.mailbox = mailbox;
        }

        /// Writes ` (1 2)(3 (4)(5))`, or nothing.
        public void write(boolean byUid, ResponseWriter out) throws IOException {
            int[] threads = forest.children(Forest.ROOT);
            if (threads.length > 0) {
                out.space();
            }
            for (int thread : threads) {
                write(thread, byUid, out);
            }
        }

        /// A row of single children stands side by side; several children are each in parentheses: RFC 5256
        /// §5.
        private void write(int thread, boolean byUid, ResponseWriter out) throws IOException {
            Deque<Integer> open = new ArrayDeque<>(); // nodes to be written, and CLOSE
            out.octet('(');
            open.push(CLOSE);
            open.push(thread);
            boolean first = true;
            while (!open.isEmpty()) {
                int node = open.pop();
                if (node == CLOSE) {
                    out.octet(')');
                    continue;
                }
                if (node == OPEN) {
                    out.octet('(');
                    first = true;
                    continue;
                }
                if (!forest.isDummy(node)) {
                    if (!first) {
                        out.space();
                    }
                    int sequence = forest.sequence(node);
                    out.number(byUid ? mailbox.uid(sequence) : sequence);
                    first = false;
                }
                int[] children = forest.children(node);
                if (children.length == 1) {
                    open.push(children[0]);
                } else if (children.length > 1) {
                    if (!forest.isDummy(node)) {
                        out.space();
                    }
                    for (int i = children.length - 1; i >= 0; i--) {
                        open.push(CLOSE);
                        open.push(children[i]);
                        open.push(OPEN);
                    }
                }
            }
        }
    }
}
