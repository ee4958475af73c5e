package org.tassis.pop3;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.net.Connection;
import org.tassis.pop3.command.Pop3Command;
import org.tassis.pop3.reply.MessageOutput;
import org.tassis.pop3.reply.Pop3Reply;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// What can be done after login, and the deletion at its end: RFC 1939 §5 to §7.
final class MaildropHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MaildropHandler.class);

    /// Characters of a listing written at once.
    private static final int BLOCK = 8 * 1024;

    private final MailStore store;
    private final Connection connection;
    private final Answers answers;

    MaildropHandler(MailStore store, Connection connection, Answers answers) {
        this.store = store;
        this.connection = connection;
        this.answers = answers;
    }

    void handle(Maildrop maildrop, Pop3Command.Transaction command) throws IOException {
        switch (command) {
            case Pop3Command.Stat _ -> answers.write(Pop3Reply.stat(maildrop.count(), maildrop.octets()));
            case Pop3Command.List(OptionalInt number) -> {
                if (number.isEmpty()) {
                    listing(maildrop, n -> Long.toString(maildrop.size(n)));
                } else if (isThere(maildrop, number.getAsInt())) {
                    answers.write(Pop3Reply.size(number.getAsInt(), maildrop.size(number.getAsInt())));
                }
            }
            case Pop3Command.Uidl(OptionalInt number) -> {
                if (number.isEmpty()) {
                    listing(maildrop, maildrop::uidl);
                } else if (isThere(maildrop, number.getAsInt())) {
                    answers.write(Pop3Reply.uidl(number.getAsInt(), maildrop.uidl(number.getAsInt())));
                }
            }
            case Pop3Command.Retr(int number) -> {
                if (isThere(maildrop, number)) {
                    var reply = Pop3Reply.message(maildrop.size(number));
                    send(maildrop, number, reply, output -> output.whole(reply));
                }
            }
            case Pop3Command.Top(int number, int lines) -> {
                if (isThere(maildrop, number)) {
                    send(maildrop, number, Pop3Reply.TOP, output -> output.top(Pop3Reply.TOP, lines));
                }
            }
            case Pop3Command.Dele(int number) -> {
                if (isThere(maildrop, number)) {
                    maildrop.delete(number);
                    answers.write(Pop3Reply.MARKED);
                }
            }
            case Pop3Command.Rset _ -> {
                maildrop.undeleteAll();
                answers.write(Pop3Reply.stat(maildrop.count(), maildrop.octets()));
            }
            case Pop3Command.Noop _ -> answers.write(Pop3Reply.DONE);
        }
    }

    /// RFC 1939 §6: deletes what is marked, as the owner of the mailbox chose, and says honestly whether it did.
    void quit(SessionState.Transaction state) throws IOException {
        var uids = state.maildrop().deletedUids();
        try {
            if (!uids.isEmpty()) {
                var inbox = state.maildrop().snapshot().mailbox();
                switch (state.account().popDelete()) {
                    case HIDE -> store.hideFromPop(inbox, uids);
                    case EXPUNGE -> store.expunge(inbox, uids); // what others expunged meanwhile is passed over
                }
            }
            answers.write(Pop3Reply.GOODBYE);
        } catch (StoreException e) {
            LOG.warn("{}: {} messages could not be deleted", connection.id(), uids.size(), e);
            answers.write(Pop3Reply.NOT_DELETED);
        }
    }

    private boolean isThere(Maildrop maildrop, int number) throws IOException {
        if (!maildrop.exists(number)) {
            answers.write(Pop3Reply.NO_SUCH_MESSAGE);
            return false;
        }
        if (maildrop.isDeleted(number)) {
            answers.write(Pop3Reply.DELETED);
            return false;
        }
        return true;
    }

    private void listing(Maildrop maildrop, IntFunction<String> value) throws IOException {
        answers.write(Pop3Reply.LISTING);
        var lines = new StringBuilder(BLOCK + 64);
        for (var number = maildrop.next(1); number.isPresent(); number = maildrop.next(number.getAsInt() + 1)) {
            lines.append(number.getAsInt())
                    .append(' ')
                    .append(value.apply(number.getAsInt()))
                    .append("\r\n");
            if (lines.length() >= BLOCK) {
                connection.write(lines.toString());
                lines.setLength(0);
            }
        }
        connection.write(lines.append(".\r\n").toString());
    }

    private interface Sending {
        void send(MessageOutput output) throws IOException;
    }

    /// The message is sent though it was expunged meanwhile, as long as history remembers it.
    private void send(Maildrop maildrop, int number, Pop3Reply reply, Sending sending) throws IOException {
        try {
            var message = store.message(maildrop.snapshot(), maildrop.place(number));
            sending.send(new MessageOutput(connection, message));
            answers.count(reply);
        } catch (StoreException e) {
            if (!(e.failure() instanceof StoreFailure.Gone)) {
                LOG.warn("{}: a message cannot be read", connection.id(), e);
            }
            answers.write(Pop3Reply.forFailure(e.failure()));
        }
    }
}
