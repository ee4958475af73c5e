package org.tassis.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.MailboxChange;
import org.tassis.testkit.TestDirectory;

class ConversationTest {
    private Pop3Server server;

    @BeforeEach
    void start() throws IOException {
        server = new Pop3Server();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String plain(String authorization, String name, String password) {
        return Base64.getEncoder()
                .encodeToString((authorization + "\0" + name + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    /// RFC 1939 §5, §7: the whole of an ordinary session.
    @Test
    void aMaildropIsListedReadAndLeft() throws IOException {
        server.deliver("Subject: one||first body|");
        server.deliver("Subject: two||.dot|..two|last line without end");
        try (var talk = server.login()) {
            talk.play("""
                    C: STAT
                    S: +OK 2 78
                    C: LIST
                    S: +OK *
                    S: 1 28
                    S: 2 50
                    S: .
                    C: list 2
                    S: +OK 2 50
                    C: UIDL
                    S: +OK *
                    S: 1 $one
                    S: 2 $two
                    S: .
                    C: UIDL 2
                    S: +OK 2 $two
                    C: RETR 1
                    S: +OK 28 octets
                    S: Subject: one
                    S:
                    S: first body
                    S: .
                    C: RETR 2
                    S: +OK 50 octets
                    S: Subject: two
                    S:
                    S: ..dot
                    S: ...two
                    S: last line without end
                    S: .
                    C: TOP 2 1
                    S: +OK *
                    S: Subject: two
                    S:
                    S: ..dot
                    S: .
                    C: TOP 1 0
                    S: +OK *
                    S: Subject: one
                    S:
                    S: .
                    C: TOP 1 999999999999999
                    S: +OK *
                    S: Subject: one
                    S:
                    S: first body
                    S: .
                    C: NOOP
                    S: +OK *
                    C: QUIT
                    S: +OK *
                    S: (closed)
                    """);
        }
        try (var talk = server.login()) { // the same identities in every session
            talk.play("""
                    C: UIDL
                    S: +OK *
                    S: 1 $one
                    S: 2 $two
                    S: .
                    """);
        }
    }

    @Test
    void anEmptyMaildrop() throws IOException {
        try (var talk = server.login()) {
            talk.play("""
                    C: STAT
                    S: +OK 0 0
                    C: LIST
                    S: +OK *
                    S: .
                    C: UIDL
                    S: +OK *
                    S: .
                    C: RETR 1
                    S: -ERR *
                    C: RETR 0
                    S: -ERR *
                    C: RETR -1
                    S: -ERR *
                    C: RETR 99999999999999999999
                    S: -ERR *
                    C: DELE 1
                    S: -ERR *
                    C: TOP 1 1
                    S: -ERR *
                    C: QUIT
                    S: +OK *
                    """);
        }
    }

    @Test
    void marksAreHeldBackAndUndoneByRset() throws IOException {
        server.deliver("a: b||1|");
        server.deliver("a: b||22|");
        server.deliver("a: b||333|");
        try (var talk = server.login()) {
            talk.play("""
                    C: DELE 2
                    S: +OK *
                    C: DELE 2
                    S: -ERR *
                    C: STAT
                    S: +OK 2 24
                    C: LIST
                    S: +OK *
                    S: 1 11
                    S: 3 13
                    S: .
                    C: LIST 2
                    S: -ERR *
                    C: UIDL 2
                    S: -ERR *
                    C: RETR 2
                    S: -ERR *
                    C: TOP 2 0
                    S: -ERR *
                    C: RSET
                    S: +OK 3 36
                    C: RETR 2
                    S: +OK 12 octets
                    S: ...
                    S: .
                    C: QUIT
                    S: +OK *
                    """);
        }
        try (var talk = server.login()) {
            talk.play("C: STAT\nS: +OK 3 36");
        }
    }

    @Test
    void deletingHidesFromPopOnly() throws IOException {
        server.deliver("a: b||1|");
        server.deliver("a: b||22|");
        try (var talk = server.login()) {
            talk.play("""
                    C: UIDL 2
                    S: +OK 2 $two
                    C: DELE 1
                    S: +OK *
                    C: QUIT
                    S: +OK *
                    S: (closed)
                    """);
            assertThat(server.messagesInInbox()).isEqualTo(2);
            try (var again = server.login()) {
                again.play("""
                        C: STAT
                        S: +OK 1 12
                        C: RETR 1
                        S: +OK 12 octets
                        S: ...
                        S: 22
                        S: .
                        """);
            }
        }
    }

    @Test
    void deletingExpungesWhereTheOwnerChoseSo() throws IOException {
        server.people.change(server.people.ann, new MailboxChange.PopDelete(Account.PopDelete.EXPUNGE));
        server.deliver("a: b||1|");
        server.deliver("a: b||22|");
        try (var talk = server.login()) {
            talk.play("""
                    C: DELE 1
                    S: +OK *
                    C: QUIT
                    S: +OK *
                    S: (closed)
                    """);
        }
        assertThat(server.messagesInInbox()).isEqualTo(1);
    }

    @Test
    void aLostConnectionDeletesNothing() throws IOException {
        server.deliver("a: b||1|");
        try (var talk = server.login()) {
            talk.play("C: DELE 1\nS: +OK *");
            talk.hangUp();
        }
        try (var talk = server.login()) {
            talk.play("C: STAT\nS: +OK 1 11");
        }
    }

    @Test
    void aFailureToDeleteIsToldHonestly() throws IOException {
        server.deliver("a: b||1|");
        try (var talk = server.login()) {
            server.broken.add("hideFromPop");
            talk.play("""
                    C: DELE 1
                    S: +OK *
                    C: QUIT
                    S: -ERR [SYS/TEMP] *
                    S: (closed)
                    """);
        }
        server.broken.clear();
        try (var talk = server.login()) {
            talk.play("C: STAT\nS: +OK 1 11");
        }
    }

    /// One mailbox, any protocol: the session sees what was there at its login, and hinders nobody.
    @Test
    void othersExpungeAndDeliverMeanwhile() throws IOException {
        long first = server.deliver("a: b||first|");
        server.deliver("a: b||second|");
        try (var talk = server.login();
                var other = server.login()) {
            server.expungeByImap(first);
            server.deliver("a: b||third|");
            talk.play("""
                    C: STAT
                    S: +OK 2 31
                    C: RETR 1
                    S: +OK 15 octets
                    S: ...
                    S: first
                    S: .
                    C: RETR 3
                    S: -ERR *
                    C: DELE 1
                    S: +OK *
                    C: DELE 2
                    S: +OK *
                    C: QUIT
                    S: +OK *
                    """);
            other.play("""
                    C: RETR 2
                    S: +OK 16 octets
                    S: ...
                    S: second
                    S: .
                    C: QUIT
                    S: +OK *
                    """);
        }
        try (var talk = server.login()) {
            talk.play("C: STAT\nS: +OK 1 15\nC: RETR 1\nS: +OK *\nS: ...\nS: third\nS: .");
        }
    }

    @Test
    void aMessageThatHistoryForgotIsRefusedCleanly() throws IOException {
        long uid = server.deliver("a: b||1|");
        server.deliver("a: b||2|");
        try (var talk = server.login()) {
            server.expungeByImap(uid);
            server.store.forget(java.time.Instant.now().plusSeconds(60));
            talk.play("""
                    C: RETR 1
                    S: -ERR *
                    C: TOP 1 0
                    S: -ERR *
                    C: RETR 2
                    S: +OK *
                    S: ...
                    S: .
                    """);
        }
    }

    @Test
    void identitiesSurviveMoveAndRestore() throws IOException {
        long uid = server.deliver("a: b||1|");
        try (var talk = server.login()) {
            talk.play("C: UIDL 1\nS: +OK 1 $id");
            var trash = server.store.mailboxes(server.people.ann.id()).stream()
                    .filter(m -> m.name().value().equals("Trash"))
                    .findFirst()
                    .orElseThrow();
            var inbox = server.inbox(server.people.ann);
            var moved = server.store.move(inbox, UidSet.of(uid), trash.id());
            var back = server.store.move(trash.id(), UidSet.of(moved.target().getFirst()), inbox);
            server.expungeByImap(back.target().getFirst());
            var remembered = server.store.history(server.people.ann.id(), 10);
            server.store.restore(
                    server.people.ann.id(),
                    java.util.Set.of(remembered.getFirst().id()));
            try (var again = server.login()) {
                var line = again.send("UIDL 1\r\n").line();
                talk.play("C: UIDL 1\nS: " + line);
            }
        }
    }

    @Test
    void messagesHiddenBeforeAreNotThere() throws IOException {
        long uid = server.deliver("a: b||1|");
        server.deliver("a: b||22|");
        server.deliver("a: b||333|");
        server.store.hideFromPop(server.inbox(server.people.ann), UidSet.of(uid));
        try (var talk = server.login()) {
            talk.play("""
                    C: LIST
                    S: +OK *
                    S: 1 12
                    S: 2 13
                    S: .
                    C: DELE 2
                    S: +OK *
                    C: QUIT
                    S: +OK *
                    """);
        }
        try (var talk = server.login()) {
            talk.play("C: LIST\nS: +OK *\nS: 1 12\nS: .");
        }
    }

    // ---- login

    /// RFC 2449 §5; RFC 2595 §2.1: no password without TLS.
    @Test
    void passwordsAreTakenInsideTlsOnly() throws IOException {
        try (var talk = server.connectForStartTls()) {
            talk.play("""
                    S: +OK *
                    C: CAPA
                    S: +OK *
                    S: TOP
                    S: UIDL
                    S: RESP-CODES
                    S: AUTH-RESP-CODE
                    S: PIPELINING
                    S: EXPIRE NEVER
                    S: LOGIN-DELAY 0
                    S: UTF8
                    S: LANG
                    S: STLS
                    S: IMPLEMENTATION Tassis
                    S: .
                    C: USER ann
                    S: -ERR *
                    C: PASS x
                    S: -ERR *
                    C: AUTH PLAIN
                    S: -ERR *
                    C: STLS
                    S: +OK *
                    """);
            talk.tls(Pop3Server.issuer());
            talk.play("""
                    C: CAPA
                    S: ...
                    S: USER
                    S: SASL PLAIN
                    S: IMPLEMENTATION Tassis
                    S: .
                    C: STLS
                    S: -ERR *
                    C: USER ann
                    S: +OK *
                    C: PASS ann-likes-42-trains
                    S: +OK 0 messages, 0 octets
                    C: STLS
                    S: -ERR *
                    C: QUIT
                    S: +OK *
                    """);
        }
        try (var talk = server.login(server.connectTls())) {
            talk.play("C: STAT\nS: +OK 0 0");
        }
    }

    /// CVE-2011-0411: what was sent in clear is never read as if it came through TLS.
    @Test
    void commandsInjectedBeforeTlsEndTheSession() throws IOException {
        try (var talk = server.connectForStartTls()) {
            talk.play("S: +OK *");
            talk.send("STLS\r\nUSER ann\r\n");
            String line;
            while ((line = talk.line()) != null) {
                assertThat(line).isEqualTo("+OK Begin TLS");
            }
        }
    }

    @Test
    void wrongPasswordsAreRefusedWithoutSayingWhatWasWrong() throws IOException {
        try (var talk = server.connect()) {
            talk.play("""
                    S: +OK *
                    C: PASS ann-likes-42-trains
                    S: -ERR *
                    C: USER nobody
                    S: +OK *
                    C: PASS x
                    S: -ERR [AUTH] Wrong name or password
                    C: PASS x
                    S: -ERR USER comes before PASS
                    C: USER ann
                    S: +OK *
                    C: PASS wrong
                    S: -ERR [AUTH] Wrong name or password
                    C: STAT
                    S: -ERR *
                    C: USER info@example.org
                    S: +OK *
                    C: PASS ann-likes-42-trains
                    S: +OK *
                    C: USER ann
                    S: -ERR *
                    C: STAT
                    S: +OK *
                    """);
        }
    }

    @Test
    void failedLoginsAreCounted() throws IOException {
        try (var talk = server.connect()) {
            talk.play("S: +OK *");
            for (int i = 0; i < 4; i++) {
                talk.play("C: USER ann\nS: +OK *\nC: PASS x\nS: -ERR [AUTH] Wrong *");
            }
            talk.play("C: USER ann\nS: +OK *\nC: PASS x\nS: -ERR [AUTH] Too many *\nS: (closed)");
        }
    }

    @Test
    void aDisabledMailboxSaysSo() throws IOException {
        server.people.enable(server.people.ann, false);
        try (var talk = server.connect()) {
            talk.play("S: +OK *\nC: USER ann\nS: +OK *\nC: PASS ann-likes-42-trains\nS: -ERR [AUTH] *");
        }
    }

    @Test
    void passwordsMayHaveSpacesAndLettersOfAllScripts() throws IOException {
        server.people.add("cee", " clé à molette 42 ", "cee@example.org");
        try (var talk = server.connect()) {
            talk.play("S: +OK *\nC: USER cee\nS: +OK *");
            talk.send(new String(
                    "PASS  clé à molette 42 \r\n".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            talk.play("S: +OK *");
        }
    }

    /// RFC 5034 §4, RFC 4616.
    @Test
    void authPlainWithAndWithoutInitialResponse() throws IOException {
        var good = plain("", "ann", TestDirectory.ANN_PASSWORD);
        try (var talk = server.connect()) {
            talk.play("S: +OK *\nC: AUTH\nS: +OK *\nS: PLAIN\nS: .\nC: AUTH PLAIN " + good
                    + "\nS: +OK *\nC: STAT\nS: +OK 0 0");
        }
        try (var talk = server.connect()) {
            talk.play("S: +OK *");
            talk.send("auth plain\r\n");
            assertThat(talk.line()).isEqualTo("+ ");
            talk.play("C: " + good + "\nS: +OK *\nC: STAT\nS: +OK 0 0");
        }
        try (var talk = server.connect()) {
            talk.play("S: +OK *");
            talk.play("C: AUTH PLAIN\nS: +*\nC: *\nS: -ERR Authentication cancelled\nC: NOOP\nS: -ERR *");
            talk.play("C: AUTH PLAIN =\nS: -ERR *");
            talk.play("C: AUTH PLAIN not!base64\nS: -ERR *");
            talk.play("C: AUTH PLAIN " + plain("bob", "ann", TestDirectory.ANN_PASSWORD) + "\nS: -ERR [AUTH] *");
            talk.play("C: AUTH PLAIN " + plain("", "ann", "wrong") + "\nS: -ERR [AUTH] *");
            talk.play("C: AUTH PLAIN " + plain("", "", "") + "\nS: -ERR *");
            talk.play("C: AUTH CRAM-MD5\nS: -ERR *");
            talk.play("C: AUTH PLAIN\nS: +*\nC: " + "A".repeat(5000) + "\nS: -ERR *");
            talk.play("C: AUTH PLAIN " + plain("ann", "ann", TestDirectory.ANN_PASSWORD) + "\nS: +OK *");
            talk.play("C: AUTH PLAIN x\nS: -ERR *");
        }
    }

    @Test
    void aStoreThatCannotBeReadIsTemporary() throws IOException {
        server.broken.add("snapshot");
        try (var talk = server.connect()) {
            talk.play("S: +OK *\nC: USER ann\nS: +OK *\nC: PASS ann-likes-42-trains\nS: -ERR [SYS/TEMP] *");
            server.broken.clear();
            talk.play("C: USER ann\nS: +OK *\nC: PASS ann-likes-42-trains\nS: +OK *");
            server.broken.add("message");
            server.deliver("a: b||1|");
        }
    }

    /// RFC 6856 §2, §3.
    @Test
    void utf8AndLanguages() throws IOException {
        try (var talk = server.connect()) {
            talk.play("""
                    S: +OK *
                    C: UTF8
                    S: +OK *
                    C: LANG
                    S: +OK *
                    S: en English
                    S: .
                    C: LANG en
                    S: +OK en *
                    C: LANG EN-GB
                    S: +OK en *
                    C: LANG *
                    S: +OK en *
                    C: LANG fr
                    S: -ERR *
                    C: QUIT
                    S: +OK *
                    S: (closed)
                    """);
        }
        try (var talk = server.login()) {
            talk.play("C: UTF8\nS: -ERR *\nC: LANG\nS: +OK *\nS: en English\nS: .");
        }
    }
}
