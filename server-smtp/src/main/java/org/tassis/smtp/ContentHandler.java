package org.tassis.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.Account;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.message.Spool;
import org.tassis.net.Connection;
import org.tassis.smtp.command.SmtpCommand;
import org.tassis.smtp.content.ContentRules;
import org.tassis.smtp.content.Incoming;
import org.tassis.smtp.content.Trace;
import org.tassis.smtp.reply.Refusals;
import org.tassis.smtp.reply.SmtpReply;
import org.tassis.smtp.wire.ContentScanner;

/// DATA (RFC 5321 §4.1.1.4), BDAT (RFC 3030) and BURL (RFC 4468): reads content in blocks to its end,
/// whatever is wrong with it, and has it delivered before it answers.
final class ContentHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ContentHandler.class);
    private static final int BLOCK = 32 * 1024;

    private final Engine engine;
    private final Connection connection;
    private final SessionLimits limits;
    private byte[] block = {}; // made with the first message
    private long lastOctet = Long.MIN_VALUE;

    ContentHandler(Engine engine, Connection connection, SessionLimits limits) {
        this.engine = engine;
        this.connection = connection;
        this.limits = limits;
    }

    /// When content last came, by the clock of `System.nanoTime`.
    long lastOctet() {
        return lastOctet;
    }

    Step data(SessionState state) throws IOException {
        if (!(state instanceof SessionState.Mailing(var greeted, var transaction))) {
            return new Step(state, SmtpReply.MAIL_FIRST);
        }
        Reception reception = transaction.reception();
        if (transaction.chunks().isPresent()) {
            return new Step(state, SmtpReply.BDAT_UNDER_WAY);
        }
        if (reception.parameters().body() == Body.BINARY) {
            return new Step(state, SmtpReply.BINARY_NEEDS_BDAT);
        }
        if (reception.recipients().isEmpty()) {
            return new Step(state, noRecipients(transaction));
        }
        engine.meters().reply(SmtpReply.SEND_CONTENT);
        connection.write(SmtpReply.SEND_CONTENT.wire());
        connection.flush();
        try (Incoming incoming = incoming(greeted, transaction)) {
            ContentScanner scanner =
                    ContentScanner.untilDot(engine.settings().limits().lineLength());
            Pace pace = new Pace(engine.clock(), engine.settings().timeouts());
            byte[] octets = block();
            while (!scanner.finished()) {
                int count = connection.read(octets, 0, octets.length, pace.next());
                pace.received(count);
                int used = scanner.scan(octets, 0, count, incoming);
                if (used < count) {
                    connection.unread(octets, used, count - used);
                }
                if (!scanner.finished() && pace.octets() > engine.settings().patience()) {
                    return new Step(state, SmtpReply.TOO_MUCH);
                }
            }
            lastOctet = System.nanoTime();
            engine.meters().content(pace.octets());
            scanner.fault().ifPresent(fault -> incoming.refuse(Refusals.reply(fault)));
            return deliver(greeted, transaction, incoming);
        }
    }

    Step bdat(SessionState state, SmtpCommand.Bdat bdat) throws IOException {
        if (bdat.size() > engine.settings().patience()) {
            return new Step(state, SmtpReply.TOO_MUCH);
        }
        if (!(state instanceof SessionState.Mailing(var greeted, var transaction))) {
            drain(bdat.size());
            return new Step(state, SmtpReply.CHUNK_ASTRAY);
        }
        Reception reception = transaction.reception();
        if (reception.recipients().isEmpty()) {
            drain(bdat.size());
            return new Step(state.withoutMail(), noRecipients(transaction));
        }
        Transaction.Chunks chunks =
                transaction.chunks().orElseGet(() -> transaction.begin(begin(greeted, transaction)));
        Incoming incoming = chunks.incoming();
        byte[] octets = block();
        for (long left = bdat.size(); left > 0; ) {
            int count = connection.read(
                    octets,
                    0,
                    (int) Math.min(left, octets.length),
                    chunks.pace().next());
            chunks.pace().received(count);
            left -= count;
            if (chunks.scanner().isPresent()) {
                chunks.scanner().get().scan(octets, 0, count, incoming);
            } else {
                incoming.accept(octets, 0, count);
            }
        }
        lastOctet = System.nanoTime();
        engine.meters().content(bdat.size());
        return chunkTaken(state, chunks, bdat.last(), bdat.size() == 0 ? SmtpReply.CHUNK_EMPTY : SmtpReply.CHUNK_OK);
    }

    /// A chunk is here, sent or found.
    private Step chunkTaken(SessionState state, Transaction.Chunks chunks, boolean last, SmtpReply goOn) {
        if (!(state instanceof SessionState.Mailing(var greeted, var transaction))) {
            throw new IllegalStateException("no message is under way");
        }
        Incoming incoming = chunks.incoming();
        chunks.scanner().ifPresent(scanner -> {
            if (last) {
                scanner.endOfContent();
            }
            scanner.fault().ifPresent(fault -> incoming.refuse(Refusals.reply(fault)));
        });
        if (last) {
            Step step = deliver(greeted, transaction, incoming);
            state.withoutMail();
            return step;
        }
        Optional<SmtpReply> problem = incoming.problem();
        problem.ifPresent(reply -> transaction.reception().refused(reply.toString()));
        return problem.isPresent()
                ? new Step(state.withoutMail(), problem.get()) // chunks still to come go astray
                : new Step(state, goOn);
    }

    /// RFC 4468 §3.2: octets that are here already, alone or between chunks that are sent. What they are is
    /// looked at as if they had been sent.
    Step burl(SessionState state, SmtpCommand.Burl burl) throws IOException {
        Optional<Account> submitter = state.client().account();
        if (!engine.takesUrls() || !Burls.mayUse(state.client())) {
            return new Step(state, SmtpReply.NO_BURL_HERE);
        }
        if (submitter.isEmpty()) {
            return new Step(state, SmtpReply.AUTH_FIRST);
        }
        if (!(state instanceof SessionState.Mailing(var greeted, var transaction))) {
            return new Step(state, SmtpReply.MAIL_FIRST);
        }
        if (transaction.reception().recipients().isEmpty()) {
            return new Step(state.withoutMail(), noRecipients(transaction));
        }
        return switch (engine.urls().open(burl.url(), submitter.get())) {
            case MessageUrls.Refused why -> {
                SmtpReply reply = Burls.reply(why);
                transaction.reception().refused(reply.toString());
                yield new Step(state.withoutMail(), reply); // the whole transaction fails
            }
            case MessageUrls.Found found -> {
                Transaction.Chunks chunks =
                        transaction.chunks().orElseGet(() -> transaction.begin(begin(greeted, transaction)));
                if (!copy(found, chunks)) {
                    yield new Step(state.withoutMail(), SmtpReply.URL_LATER);
                }
                lastOctet = System.nanoTime();
                engine.meters().content(found.size());
                yield chunkTaken(
                        state, chunks, burl.last(), found.size() == 0 ? SmtpReply.CHUNK_EMPTY : SmtpReply.URL_TAKEN);
            }
        };
    }

    /// @return whether all could be read
    private boolean copy(MessageUrls.Found found, Transaction.Chunks chunks) {
        byte[] octets = block();
        try (InputStream in = found.octets()) {
            for (int count = in.read(octets);
                    count >= 0 && chunks.incoming().problem().isEmpty();
                    count = in.read(octets)) {
                if (chunks.scanner().isPresent()) {
                    chunks.scanner().get().scan(octets, 0, count, chunks.incoming());
                } else {
                    chunks.incoming().accept(octets, 0, count);
                }
            }
            return true;
        } catch (IOException e) { // the connection is not involved
            LOG.warn("{}: a message that is to be sent cannot be read", connection.id(), e);
            return false;
        }
    }

    private Transaction.Chunks begin(SessionState.Greeted greeted, Transaction transaction) {
        return new Transaction.Chunks(
                incoming(greeted, transaction),
                transaction.reception().parameters().body() == Body.BINARY
                        ? Optional.empty()
                        : Optional.of(ContentScanner.counted(
                                engine.settings().limits().lineLength())),
                new Pace(engine.clock(), engine.settings().timeouts()));
    }

    /// Reads a chunk that belongs to no message, and throws it away.
    private void drain(long size) throws IOException {
        Pace pace = new Pace(engine.clock(), engine.settings().timeouts());
        byte[] octets = block();
        for (long left = size; left > 0; ) {
            int count = connection.read(octets, 0, (int) Math.min(left, octets.length), pace.next());
            pace.received(count);
            left -= count;
        }
    }

    private Step deliver(SessionState.Greeted next, Transaction transaction, Incoming incoming) {
        Optional<SmtpReply> problem = incoming.finish();
        problem.ifPresent(reply -> transaction.reception().refused(reply.toString()));
        if (engine.settings().role() != SmtpSettings.Role.LMTP) {
            return new Step(next, problem.orElseGet(() -> deliver(transaction.reception(), incoming)));
        }
        Map<Reception, SmtpReply> replies = new IdentityHashMap<>();
        return Step.each( // RFC 2033 §4.2
                next,
                transaction.accepted().stream()
                        .map(reception -> replies.computeIfAbsent(
                                reception, one -> problem.orElseGet(() -> deliver(one, incoming))))
                        .toList());
    }

    private SmtpReply deliver(Reception reception, Incoming incoming) {
        return switch (reception.deliver(incoming.content())) {
            case Delivery.Accepted(String id) -> {
                limits.delivered();
                engine.meters().delivered(System.nanoTime() - lastOctet);
                yield SmtpReply.delivered(id);
            }
            case Delivery.Refused(var refusal) -> Refusals.reply(refusal);
        };
    }

    private Incoming incoming(SessionState.Greeted greeted, Transaction transaction) {
        Reception reception = transaction.reception();
        SmtpSettings settings = engine.settings();
        var recipients = reception.recipients();
        Trace trace = new Trace(
                settings.hostname(),
                settings.role() == SmtpSettings.Role.LMTP,
                greeted.extended(),
                greeted.name(),
                greeted.client().address(),
                Optional.ofNullable(connection.cipher()),
                greeted.client().account().isPresent(),
                reception.parameters().smtpUtf8(),
                reception.id(),
                reception.sender(),
                recipients.size() == 1 && transaction.accepted().size() <= 1
                        ? recipients.stream().map(Recipient::address).findFirst()
                        : Optional.empty(),
                engine.clock().instant());
        ContentRules rules = new ContentRules(
                settings.maxMessageSize(),
                settings.limits().headerSize(),
                settings.limits().receivedFields(),
                settings.limits().strictHeaders(),
                settings.role() == SmtpSettings.Role.SUBMISSION,
                settings.hostname());
        return new Incoming(new Spool(engine.spool()), rules, trace);
    }

    private SmtpReply noRecipients(Transaction transaction) {
        return engine.settings().role() != SmtpSettings.Role.LMTP // RFC 2033 §4.2
                        && transaction.rcptCommands() > 0
                ? SmtpReply.NO_RECIPIENTS
                : SmtpReply.RCPT_FIRST;
    }

    private byte[] block() {
        if (block.length == 0) {
            block = new byte[BLOCK];
        }
        return block;
    }
}
