package org.tassis.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.MailboxChange;

/// What a session sees and does while others use the same mailbox.
class MailboxTest {
    private Pop3Server server;

    @BeforeEach
    void start() throws IOException {
        server = new Pop3Server();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void messagesKeepTheIdentityTheyBroughtAlong() throws IOException {
        server.deliver("a: b||1|");
        server.deliver("a: b||22|");
        var snapshot = server.store.snapshot(server.inbox(server.people.ann));
        server.ids.keep(server.people.ann.id(), Map.of(snapshot.id(1), "0000000251a2b3c4"));
        try (var talk = server.login()) {
            talk.play("""
                    C: UIDL 2
                    S: +OK 2 0000000251a2b3c4
                    C: UIDL 1
                    S: +OK 1 $one
                    C: QUIT
                    S: +OK *
                    S: (closed)
                    """);
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
                    java.util.List.of(remembered.getFirst().departed()));
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
}
