package org.tassis.mailflow.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.tassis.core.EmailAddress;
import org.tassis.core.EnhancedStatus;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.MailParameters.Return;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.mailflow.queue.Transport.Outcome;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;

/// A conversation with one server, from its greeting to QUIT, with any number of messages: RFC 5321 §3, pipelined where
/// the server allows (RFC 2920). Used by one thread.
final class SmtpSession implements AutoCloseable {
    private final Wire wire;
    private final RemoteSettings settings;
    private final String host;
    private final Map<String, String> extensions = new HashMap<>();
    private boolean broken;
    private int messages;

    private SmtpSession(Wire wire, RemoteSettings settings, String host) {
        this.wire = wire;
        this.settings = settings;
        this.host = host;
    }

    /// How a session is opened.
    ///
    /// @param host      name of the server, for its certificate and for people
    record Opening(String host, TlsMode tls, SSLContext context, Optional<Relay.Login> login) {}

    enum TlsMode {
        NONE,
        IF_OFFERED,
        ENCRYPTED,
        VERIFIED,
        IMPLICIT
    }

    /// Greeting, EHLO, TLS, login.
    ///
    /// @param wire closed when this fails
    /// @throws RemoteFailure nothing can be sent to this server now, or at all
    static SmtpSession open(Wire wire, RemoteSettings settings, Opening how) throws RemoteFailure {
        SmtpSession session = new SmtpSession(wire, settings, how.host());
        try {
            session.begin(how);
            return session;
        } catch (IOException e) {
            wire.close();
            throw new RemoteFailure(session.lost(e));
        } catch (RemoteFailure | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private void begin(Opening how) throws IOException, RemoteFailure {
        if (how.tls() == TlsMode.IMPLICIT) {
            handshake(how);
        }
        Reply greeting = reply(settings.commandLimit());
        if (!greeting.isPositive()) {
            // 521: it takes no mail, RFC 7504 §3. With 554 another server of the domain may.
            DeliveryStatus status = greeting.status(host);
            throw new RemoteFailure(
                    greeting.code() == 521 || !status.isPermanent()
                            ? status
                            : new DeliveryStatus(new EnhancedStatus(4, 3, 2), status.host(), status.reply()));
        }
        hello();
        switch (how.tls()) {
            case NONE, IMPLICIT -> {}
            case IF_OFFERED -> {
                if (extensions.containsKey("STARTTLS")) {
                    startTls(how);
                }
            }
            case ENCRYPTED, VERIFIED -> {
                if (!extensions.containsKey("STARTTLS")) {
                    throw RemoteFailure.withoutTls(here(4, 7, 10, "The server offers no TLS, which is required"));
                }
                startTls(how);
            }
        }
        if (how.login().isPresent()) {
            logIn(how.login().get());
        }
    }

    private void hello() throws IOException, RemoteFailure {
        extensions.clear();
        Reply reply = command("EHLO " + settings.hostname().ascii());
        if (reply.isPermanent()) { // a server from before 1995
            reply = command("HELO " + settings.hostname().ascii());
        } else if (reply.isPositive()) {
            for (String line : reply.lines().subList(1, reply.lines().size())) {
                String[] words = line.strip().split("[ =]", 2);
                extensions.put(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
            }
        }
        if (!reply.isPositive()) {
            throw new RemoteFailure(reply.status(host));
        }
    }

    private void startTls(Opening how) throws IOException, RemoteFailure {
        Reply reply = command("STARTTLS");
        if (!reply.isPositive()) {
            throw RemoteFailure.handshake(
                    new DeliveryStatus(
                            new EnhancedStatus(4, 7, 5),
                            Optional.of(host),
                            reply.code() + " " + String.join(" ", reply.lines())),
                    TlsProblem.noStartTls());
        }
        handshake(how);
        hello(); // RFC 3207 §4.2: nothing said before counts
    }

    private void handshake(Opening how) throws RemoteFailure {
        try (var _ = wire.limit(settings.commandLimit())) {
            wire.startTls(how.context(), how.host(), how.tls() == TlsMode.VERIFIED || how.tls() == TlsMode.IMPLICIT);
        } catch (IOException e) {
            throw RemoteFailure.handshake(here(4, 7, 5, "TLS cannot be agreed on: " + words(e)), TlsProblem.of(e));
        }
    }

    private void logIn(Relay.Login login) throws IOException, RemoteFailure {
        Set<String> offered = Set.of(
                extensions.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split(" "));
        Reply reply;
        if (offered.contains("PLAIN")) {
            reply = command("AUTH PLAIN "
                    + base64("\0" + login.user() + "\0" + login.password().reveal()));
        } else if (offered.contains("LOGIN")) {
            reply = command("AUTH LOGIN");
            reply = reply.code() == 334 ? command(base64(login.user())) : reply;
            reply = reply.code() == 334 ? command(base64(login.password().reveal())) : reply;
        } else {
            throw new RemoteFailure(here(4, 7, 8, "The server takes no login by PLAIN or LOGIN"));
        }
        if (!reply.isPositive()) { // a wrong password is this server's trouble: senders' mail waits until it is right
            throw new RemoteFailure(new DeliveryStatus(
                    new EnhancedStatus(4, 7, 8),
                    Optional.of(host),
                    reply.code() + " " + String.join(" ", reply.lines())));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---- messages ----

    /// Whether another message may be sent.
    boolean isUsable() {
        return !broken && messages < settings.maxMessages();
    }

    boolean isFresh() {
        return messages == 0;
    }

    Optional<String> cipher() {
        return wire.cipher();
    }

    /// What came of a message.
    ///
    /// @param unavailable the server takes nothing more now: it said 421, or is gone
    /// @param begun       whether the server answered anything to it
    record Sent(Map<Long, Outcome> outcomes, Optional<DeliveryStatus> unavailable, boolean begun) {}

    /// Sends one message to recipients, each with an outcome of its own.
    Sent send(List<Queued> recipients, MessageContent content) {
        messages++;
        Transaction transaction = new Transaction(recipients, content);
        try {
            transaction.run();
        } catch (IOException e) {
            broken = true;
            transaction.rest(lost(e));
            // One that breaks off in the middle may mean this message alone.
            return new Sent(
                    transaction.outcomes,
                    transaction.begun ? transaction.unavailable : Optional.of(lost(e)),
                    transaction.begun);
        } catch (StoreException e) {
            broken = true; // in the middle of the content: only closing tells the server
            transaction.rest(DeliveryStatus.here(4, 3, 0, "The message cannot be read from this server's store now"));
        } finally {
            if (broken) {
                wire.close();
            }
        }
        return new Sent(transaction.outcomes, transaction.unavailable, true);
    }

    /// One message on its way.
    private final class Transaction {
        private final List<Queued> recipients;
        private final QueuedMessage message;
        private final MessageContent content;
        private final Map<Long, Outcome> outcomes = new HashMap<>();
        private Optional<DeliveryStatus> unavailable = Optional.empty();
        private boolean begun;

        Transaction(List<Queued> recipients, MessageContent content) {
            this.recipients = recipients;
            this.message = recipients.getFirst().message();
            this.content = content;
        }

        /// The same for all that have no outcome yet.
        void rest(DeliveryStatus status) {
            for (Queued row : recipients) {
                outcomes.putIfAbsent(row.id(), new Outcome(status, false));
            }
        }

        private void rest(Reply reply) {
            note(reply);
            rest(reply.status(host));
        }

        private void note(Reply reply) {
            if (reply.code() == 421) {
                unavailable = Optional.of(reply.status(host));
                broken = true;
            }
        }

        void run() throws IOException {
            boolean utf8 = needsUtf8();
            Optional<DeliveryStatus> obstacle = obstacle(utf8);
            if (obstacle.isPresent()) {
                rest(obstacle.get());
                return;
            }
            List<String> commands = new ArrayList<>();
            commands.add(mail(utf8));
            recipients.forEach(row -> commands.add(rcpt(row)));
            List<Queued> accepted = envelope(commands);
            if (accepted.isEmpty()) {
                if (!broken) {
                    reset();
                }
                return;
            }
            Reply end = message.parameters().body() == Body.BINARY ? chunk() : data();
            note(end);
            boolean notifies = extensions.containsKey("DSN");
            for (Queued row : accepted) {
                outcomes.put(row.id(), new Outcome(end.status(host), notifies));
            }
            if (!end.isPositive() && !broken) {
                reset(); // DATA that was refused leaves the envelope standing
            }
        }

        /// MAIL and RCPT, all at once where the server can: RFC 2920 §3.1. DATA waits for their replies, so that
        /// nothing
        /// is sent for nobody.
        ///
        /// @return the recipients that were taken
        private List<Queued> envelope(List<String> commands) throws IOException {
            boolean pipelining = extensions.containsKey("PIPELINING");
            if (pipelining) {
                try (var _ = wire.limit(settings.commandLimit())) {
                    wire.send(String.join("", commands));
                }
            }
            List<Queued> accepted = new ArrayList<>();
            boolean refused = false;
            for (int i = 0; i < commands.size() && !broken; i++) {
                if (!pipelining) {
                    if (refused) {
                        break;
                    }
                    try (var _ = wire.limit(settings.commandLimit())) {
                        wire.send(commands.get(i));
                    }
                }
                Reply reply = reply(settings.commandLimit());
                begun = true;
                if (i == 0) {
                    if (!reply.isPositive()) {
                        refused = true;
                        rest(reply);
                    }
                } else if (!refused && reply.isPositive()) {
                    accepted.add(recipients.get(i - 1));
                } else {
                    note(reply);
                    outcomes.putIfAbsent(recipients.get(i - 1).id(), new Outcome(reply.status(host), false));
                }
            }
            if (broken) {
                rest(unavailable.orElse(here(4, 4, 2, "The server ended the conversation")));
                return List.of();
            }
            return accepted;
        }

        private Reply data() throws IOException {
            Reply go = command("DATA");
            if (go.code() != 354) {
                if (go.isPositive()) {
                    broken = true; // it waits for something else than we do
                }
                return go.isPositive() ? new Reply(451, go.lines()) : go;
            }
            try (Wire.Limit limit = wire.limit(settings.blockLimit())) {
                DotStuffing out = new DotStuffing(wire.out(), limit::renew);
                out.write(ByteBuffer.wrap(message.prefix().getBytes(StandardCharsets.ISO_8859_1)));
                content.writeTo(out);
                out.finish();
            }
            return reply(settings.endLimit());
        }

        /// RFC 3030 §2: the only way for lines of any length and octets of any value.
        private Reply chunk() throws IOException {
            byte[] prefix = message.prefix().getBytes(StandardCharsets.ISO_8859_1);
            try (Wire.Limit limit = wire.limit(settings.blockLimit())) {
                wire.send("BDAT " + (content.size() + prefix.length) + " LAST\r\n");
                wire.out().write(prefix);
                content.writeTo(new java.nio.channels.WritableByteChannel() {
                    @Override
                    public int write(ByteBuffer octets) throws IOException {
                        int count = octets.remaining();
                        byte[] block = new byte[count];
                        octets.get(block);
                        limit.renew();
                        wire.out().write(block);
                        return count;
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                });
                wire.out().flush();
            }
            return reply(settings.endLimit());
        }

        private void reset() throws IOException {
            if (!command("RSET").isPositive()) {
                broken = true;
            }
        }

        // ---- what the server must be able to do ----

        private Optional<DeliveryStatus> obstacle(boolean utf8) {
            if (utf8 && !extensions.containsKey("SMTPUTF8")) { // RFC 6531 §3.6
                return Optional.of(here(5, 6, 7, "The server takes no addresses or header fields outside ASCII"));
            }
            if (message.parameters().body() == Body.BINARY
                    && !(extensions.containsKey("BINARYMIME") && extensions.containsKey("CHUNKING"))) {
                return Optional.of(here(5, 6, 1, "The server takes no binary content"));
            }
            if (message.parameters().requireTls() && !extensions.containsKey("REQUIRETLS")) { // RFC 8689 §4.2.1
                return Optional.of(here(5, 7, 30, "The server does not support REQUIRETLS, which the sender wants"));
            }
            long most = size();
            long octets = message.size() + message.prefix().length();
            if (most > 0 && octets > most) { // RFC 1870 §6.1
                return Optional.of(
                        here(5, 3, 4, "The message has " + octets + " octets; the server takes at most " + most));
            }
            return Optional.empty();
        }

        private long size() {
            try {
                return Long.parseLong(extensions.getOrDefault("SIZE", "0").strip());
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        private boolean needsUtf8() throws IOException {
            return recipients.stream().anyMatch(row -> row.address().needsUtf8())
                    || message.sender().filter(EmailAddress::needsUtf8).isPresent()
                    || message.parameters().smtpUtf8() && headerIsUtf8();
        }

        private boolean headerIsUtf8() throws IOException {
            try (var in = new java.io.BufferedInputStream(content.open())) {
                int before = '\n';
                for (int octet = in.read(); octet >= 0; octet = in.read()) {
                    if (octet > 0x7f) {
                        return true;
                    }
                    if (octet == '\r' && before == '\n') {
                        return false; // the empty line
                    }
                    before = octet;
                }
            }
            return false;
        }

        // ---- commands ----

        private String mail(boolean utf8) {
            MailParameters wishes = message.parameters();
            StringBuilder line = new StringBuilder("MAIL FROM:<")
                    .append(message.sender().map(EmailAddress::toString).orElse(""))
                    .append('>');
            if (extensions.containsKey("SIZE")) {
                line.append(" SIZE=").append(message.size() + message.prefix().length());
            }
            if (wishes.body() == Body.BINARY) {
                line.append(" BODY=BINARYMIME");
            } else if (wishes.body() == Body.EIGHT_BIT && extensions.containsKey("8BITMIME")) {
                line.append(" BODY=8BITMIME");
            }
            if (utf8) {
                line.append(" SMTPUTF8");
            }
            if (wishes.requireTls()) {
                line.append(" REQUIRETLS");
            }
            if (extensions.containsKey("DSN")) { // RFC 3461 §4.3, §4.4
                wishes.returned().ifPresent(what -> line.append(what == Return.FULL ? " RET=FULL" : " RET=HDRS"));
                wishes.envelopeId().ifPresent(id -> line.append(" ENVID=").append(xtext(id)));
            }
            return line.append("\r\n").toString();
        }

        private String rcpt(Queued row) {
            RecipientParameters wishes = row.parameters();
            StringBuilder line =
                    new StringBuilder("RCPT TO:<").append(row.address()).append('>');
            if (extensions.containsKey("DSN")) { // RFC 3461 §4.1, §4.2
                if (!wishes.notices().isEmpty()) {
                    List<String> words = EnumSet.copyOf(wishes.notices()).stream()
                            .map(Notify::name)
                            .toList();
                    line.append(" NOTIFY=").append(String.join(",", words));
                }
                wishes.original().ifPresent(original -> line.append(" ORCPT=")
                        .append(original.type())
                        .append(';')
                        .append(xtext(original.address())));
            }
            return line.append("\r\n").toString();
        }
    }

    /// RFC 3461 §4. What is outside ASCII stays (RFC 6533 §3): it is sent where UTF-8 is taken.
    static String xtext(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '+' || c == '=' || c == 0x7f) {
                out.append('+').append(String.format(Locale.ROOT, "%02X", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    // ---- steps ----

    private Reply command(String line) throws IOException {
        try (var _ = wire.limit(settings.commandLimit())) {
            wire.send(line + "\r\n");
            return wire.read();
        }
    }

    private Reply reply(Duration limit) throws IOException {
        try (var _ = wire.limit(limit)) {
            return wire.read();
        }
    }

    private DeliveryStatus lost(IOException e) {
        return here(
                4, 4, 2, wire.isLate() ? "The server took too long to answer" : "The connection broke: " + words(e));
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private DeliveryStatus here(int type, int subject, int detail, String words) {
        return new DeliveryStatus(new EnhancedStatus(type, subject, detail), Optional.of(host), words);
    }

    /// Says QUIT, and does not wait for long.
    @Override
    public void close() {
        if (!broken) {
            try (var _ = wire.limit(Duration.ofSeconds(2))) {
                wire.send("QUIT\r\n");
                wire.read();
            } catch (IOException e) {
                // it is gone before us
            }
        }
        wire.close();
    }
}
