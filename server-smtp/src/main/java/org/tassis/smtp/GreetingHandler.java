package org.tassis.smtp;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Refusal;
import org.tassis.net.Connection;
import org.tassis.smtp.command.SmtpCommand;
import org.tassis.smtp.command.Verb;
import org.tassis.smtp.reply.Refusals;
import org.tassis.smtp.reply.SmtpReply;

/// HELO, EHLO (RFC 5321 §4.1.1.1), LHLO (RFC 2033 §4.1) and STARTTLS (RFC 3207).
record GreetingHandler(Engine engine, Connection connection) {
    Step hello(SessionState state, SmtpCommand.Hello hello) {
        boolean lmtp = engine.settings().role() == SmtpSettings.Role.LMTP;
        if (lmtp != (hello.word() == Verb.LHLO)) { // RFC 2033 §4.1
            return new Step(state, lmtp ? SmtpReply.LHLO_HERE : SmtpReply.NO_LHLO_HERE);
        }
        SessionState before = state.withoutMail(); // RFC 5321 §4.1.4: as if RSET were said
        Client client = before.client().greeting(hello.name());
        Optional<Refusal> refusal = engine.flow().helo(client);
        if (refusal.isPresent()) {
            return new Step(before, Refusals.reply(refusal.get()));
        }
        connection.client(hello.name());
        SmtpSettings settings = engine.settings();
        return new Step(
                new SessionState.Greeted(client, hello.extended(), hello.name()),
                hello.extended()
                        ? SmtpReply.ehlo(settings.hostname(), keywords(client))
                        : SmtpReply.helo(settings.hostname()));
    }

    private List<String> keywords(Client client) {
        SmtpSettings settings = engine.settings();
        List<String> keywords = new ArrayList<>(14);
        keywords.add("SIZE " + settings.maxMessageSize()); // RFC 1870
        keywords.add("PIPELINING"); // RFC 2920
        keywords.add("8BITMIME"); // RFC 6152
        keywords.add("SMTPUTF8"); // RFC 6531
        keywords.add("ENHANCEDSTATUSCODES"); // RFC 2034
        if (connection.mayStartTls()) {
            keywords.add("STARTTLS"); // RFC 3207
        }
        if (settings.role() == SmtpSettings.Role.SUBMISSION
                && connection.isConfidential()
                && client.account().isEmpty()) {
            keywords.add("AUTH PLAIN LOGIN"); // RFC 4954
        }
        keywords.add("CHUNKING"); // RFC 3030
        keywords.add("BINARYMIME"); // RFC 3030
        if (engine.takesUrls() && Burls.mayUse(client)) {
            keywords.add(Burls.keyword(engine.urls(), client)); // RFC 4468 §3.3
        }
        if (settings.role() == SmtpSettings.Role.SUBMISSION) {
            // RFC 3461. Other servers tell their people themselves that mail was relayed to one without it (§5.2.2):
            // who is not known to be the sender is never sent anything from here.
            keywords.add("DSN");
        }
        if (connection.isEncrypted()) {
            keywords.add("REQUIRETLS"); // RFC 8689
        }
        if (engine.mayHold()) { // RFC 4865 §3
            Duration most = settings.maxHold();
            Instant latest = engine.clock().instant().plus(most).truncatedTo(ChronoUnit.SECONDS);
            keywords.add("FUTURERELEASE " + most.toSeconds() + " " + latest);
        }
        keywords.add("LIMITS RCPTMAX=" + settings.maxRecipients() + " MAILMAX=" + settings.maxMessages()); // RFC 9422
        keywords.add("HELP");
        return keywords;
    }

    /// The session starts TLS when it has written the reply.
    Step startTls(SessionState state) {
        if (connection.isEncrypted()) {
            return new Step(state, SmtpReply.TLS_ALREADY);
        }
        if (!connection.mayStartTls()) {
            return new Step(state, SmtpReply.NO_TLS_HERE);
        }
        if (state instanceof SessionState.Mailing) {
            return new Step(state, SmtpReply.NOT_DURING_MAIL);
        }
        // After the handshake nothing said before counts: RFC 3207 §4.2.
        return new Step(
                new SessionState.Connected(Client.connected(
                        state.client().address(), state.client().entrance())),
                SmtpReply.STARTTLS_READY);
    }
}
