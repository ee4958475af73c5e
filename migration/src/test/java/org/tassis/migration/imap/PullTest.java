package org.tassis.migration.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.migration.imap.ImapServer.Security;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.FlagChange;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.PopIds;
import org.tassis.store.StoredMessage;
import org.tassis.testkit.LocalDovecot;
import org.tassis.testkit.TestDirectory;

/// Pulling from Dovecot.
class PullTest {
    private static final AccountId ACCOUNT = new AccountId(5);
    private static final String DAY = "-Feb-2020 03:04:05 +0000";

    @TempDir
    Path directory;

    private Quota quota = Quota.UNLIMITED;
    private final MailStore store = new InMemoryMailStore(_ -> quota, InstantSource.system());
    private PullRecords records = new InMemoryPulls();
    private String user = "";

    @BeforeAll
    static void isInstalled() {
        assumeTrue(LocalDovecot.shared().isPresent(), "Dovecot is not installed");
    }

    private static int port() {
        return LocalDovecot.shared().orElseThrow().imapPort();
    }

    @BeforeEach
    void somebody() {
        user = LocalDovecot.shared().orElseThrow().newMailbox(List.of());
    }

    /// A conversation in clear, line by line.
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Wire(String user) throws IOException {
            socket = new Socket("127.0.0.1", port());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
            in.readLine();
            say("LOGIN " + user + " " + TestDirectory.ANN_PASSWORD);
        }

        void say(String command) throws IOException {
            out.write(("a " + command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String line;
            do {
                line = in.readLine();
            } while (line != null && !line.startsWith("a "));
            assertThat(line).startsWith("a OK");
        }

        void append(String folder, String flags, String date, String message) throws IOException {
            String text = message.replace("\n", "\r\n");
            say("APPEND \"" + folder + "\" (" + flags + ") \"" + date + "\" {" + text.length() + "+}\r\n" + text);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static ImapServer server(Security security, Optional<String> pin) {
        return new ImapServer("127.0.0.1", port(), security, pin, OptionalLong.empty());
    }

    private Pull.Source from(ImapServer server) {
        return new Pull.Source(server, user, Optional.empty(), Set.of());
    }

    private Progress.Figures pull() {
        return pull(server(Security.NONE, Optional.empty()), TestDirectory.ANN_PASSWORD);
    }

    private Progress.Figures pull(ImapServer server, String password) {
        Progress progress = new Progress();
        new Pull(store, records, directory, progress, Duration.ofMillis(10))
                .run(ACCOUNT, from(server), new Secret(password));
        return progress.figures();
    }

    private List<String> mail(String folder) throws IOException {
        List<String> mail = new ArrayList<>();
        Optional<Mailbox> mailbox = store.mailbox(ACCOUNT, new MailboxName(folder));
        if (mailbox.isEmpty()) {
            return List.of("no such folder");
        }
        MailboxSnapshot snapshot = store.snapshot(mailbox.get().id());
        for (int i = 0; i < snapshot.count(); i++) {
            StoredMessage message = store.message(snapshot, i);
            try (InputStream in = message.open(0, message.size())) {
                mail.add(snapshot.flags(i) + " " + Instant.ofEpochSecond(snapshot.internalDate(i)) + " "
                        + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "|"));
            }
        }
        return mail;
    }

    private MailboxSnapshot inbox() {
        return store.snapshot(
                store.mailbox(ACCOUNT, MailboxName.INBOX).orElseThrow().id());
    }

    private static String message(int number) {
        return "Message-ID: <" + number + "@example.org>\nSubject: " + number + "\n\nbody " + number + "\n";
    }

    private void fill() throws IOException {
        try (Wire wire = new Wire(user)) {
            wire.append("INBOX", "\\Seen $label1", "01-Feb-2020 03:04:05 +0100", message(1));
            wire.append("INBOX", "\\Flagged \\Answered", "02" + DAY, message(2));
            wire.append("Sent", "\\Seen", "03" + DAY, message(3));
            wire.say("CREATE \"&AMk-t&AOk-/Plage &- Co\"");
            wire.append("&AMk-t&AOk-/Plage &- Co", "", "04" + DAY, message(4));
            wire.say("CREATE Empty");
        }
    }

    @Test
    void bringsFoldersFlagsAndDates() throws IOException {
        fill();
        Progress.Figures figures = pull();
        assertThat(figures.messages()).isEqualTo(4);
        assertThat(figures.remarks()).isEmpty();
        assertThat(mail("INBOX"))
                .containsExactly(
                        "[SEEN] [$label1] 2020-02-01T02:04:05Z Message-ID: <1@example.org>|Subject: 1||body 1|",
                        "[ANSWERED, FLAGGED] [] 2020-02-02T03:04:05Z Message-ID: <2@example.org>|Subject: 2||body 2|");
        assertThat(mail("Sent").getFirst()).contains("body 3");
        assertThat(mail("Été/Plage & Co").getFirst()).contains("body 4");
        assertThat(mail("Empty")).isEmpty();
    }

    @Test
    void aMasterUserBringsTheMailOfOthers() throws IOException {
        fill();
        String own = user;
        user = own + "*" + LocalDovecot.MASTER;
        assertThatThrownBy(() -> pull(server(Security.NONE, Optional.empty()), TestDirectory.ANN_PASSWORD))
                .isInstanceOf(Stopped.class);
        Progress.Figures figures = pull(server(Security.NONE, Optional.empty()), LocalDovecot.MASTER_PASSWORD);
        assertThat(figures.messages()).isEqualTo(4);
        assertThat(mail("INBOX").getFirst()).contains("body 1");
        user = own; // the same mail, whoever opened it
        assertThat(pull().messages()).isZero();
    }

    @Test
    void againBringsOnlyWhatIsNewAndWhatChanged() throws IOException {
        fill();
        pull();
        try (Wire wire = new Wire(user)) {
            wire.say("SELECT INBOX");
            wire.say("STORE 1 -FLAGS (\\Seen $label1)");
            wire.say("STORE 1 +FLAGS (\\Flagged Later)");
            wire.append("INBOX", "", "05" + DAY, message(5));
            wire.say("STORE 2 +FLAGS (\\Deleted)");
            wire.say("EXPUNGE");
        }
        store.changeFlags( // what was done here stays
                inbox().mailbox(),
                UidSet.of(1),
                new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.ANSWERED)),
                OptionalLong.empty());
        Progress.Figures figures = pull();
        assertThat(figures.messages()).isEqualTo(1);
        assertThat(figures.changed()).isEqualTo(1);
        assertThat(mail("INBOX")).hasSize(3);
        assertThat(mail("INBOX").getFirst()).startsWith("[ANSWERED, FLAGGED] [Later]");
        assertThat(mail("INBOX").get(1)).contains("body 2");
        assertThat(mail("INBOX").getLast()).contains("body 5");
        assertThat(pull().messages()).isZero();
    }

    @Test
    void whatWasMovedHereDoesNotComeAgain() throws IOException {
        fill();
        pull();
        Mailbox archive = store.mailbox(ACCOUNT, new MailboxName("Archive")).orElseThrow();
        store.move(inbox().mailbox(), UidSet.of(1), archive.id());
        store.expunge(inbox().mailbox(), UidSet.of(2));
        assertThat(pull().messages()).isZero();
        assertThat(mail("INBOX")).isEmpty();
    }

    @Test
    void anotherUidValidityBringsNothingTwice() throws IOException {
        fill();
        pull();
        try (Wire wire = new Wire(user)) { // the same mail in a folder of the same name, made anew
            wire.say("CREATE Thrown");
            wire.say("SELECT \"&AMk-t&AOk-/Plage &- Co\"");
            wire.say("CLOSE");
            wire.say("DELETE \"&AMk-t&AOk-/Plage &- Co\"");
            wire.say("CREATE \"&AMk-t&AOk-/Plage &- Co\"");
            wire.append("&AMk-t&AOk-/Plage &- Co", "\\Flagged", "04" + DAY, message(4));
        }
        Progress.Figures figures = pull();
        assertThat(figures.messages()).isZero();
        assertThat(mail("Été/Plage & Co")).hasSize(1);
        assertThat(mail("Été/Plage & Co").getFirst()).startsWith("[FLAGGED]");
    }

    @Test
    void nothingTwiceWhenTheRecordsAreLost() throws IOException {
        fill();
        pull();
        records = new InMemoryPulls();
        Progress.Figures figures = pull();
        assertThat(figures.messages()).isZero();
        assertThat(figures.known()).isEqualTo(4);
        assertThat(mail("INBOX")).hasSize(2);
    }

    @Test
    void largeMessagesComeInParts() throws IOException {
        String line = "0123456789".repeat(7) + "\n";
        String body = "Subject: large\n\n" + line.repeat(70_000); // 5 MB
        try (Wire wire = new Wire(user)) {
            wire.append("INBOX", "", "01" + DAY, body);
        }
        assertThat(pull().messages()).isEqualTo(1);
        assertThat(mail("INBOX").getFirst().endsWith(body.replace("\n", "|"))).isTrue();
        assertThat(pull().messages()).isZero();
    }

    @Test
    void aFullMailboxIsSaidAndGoesOn() throws IOException {
        try (Wire wire = new Wire(user)) {
            for (int i = 0; i < 20; i++) {
                wire.append("INBOX", "", "01" + DAY, message(i));
            }
        }
        quota = new Quota(Long.MAX_VALUE, 7);
        assertThatThrownBy(this::pull)
                .isInstanceOfSatisfying(
                        Stopped.class, e -> assertThat(e.reason()).isEqualTo(Stopped.Reason.FULL))
                .hasMessageContaining("full");
        assertThat(mail("INBOX")).hasSize(7);
        quota = Quota.UNLIMITED;
        pull();
        assertThat(mail("INBOX")).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void aWrongPasswordIsSaid() {
        assertThatThrownBy(() -> pull(server(Security.NONE, Optional.empty()), "wrong"))
                .isInstanceOf(Stopped.class)
                .hasMessageContaining("does not let " + user + " in");
    }

    @Test
    void anUntrustedCertificateIsRefusedAndCanBePinned() throws IOException {
        fill();
        String[] pin = new String[1];
        assertThatThrownBy(() -> pull(server(Security.STARTTLS, Optional.empty()), TestDirectory.ANN_PASSWORD))
                .isInstanceOfSatisfying(
                        Stopped.class, e -> pin[0] = e.getMessage().replaceAll(".*--pin ([0-9a-f]{64}).*", "$1"))
                .hasMessageContaining("is not trusted");
        assertThat(pull(server(Security.STARTTLS, Optional.of(pin[0])), TestDirectory.ANN_PASSWORD)
                        .messages())
                .isEqualTo(4);
        assertThatThrownBy(
                        () -> pull(server(Security.STARTTLS, Optional.of("0".repeat(64))), TestDirectory.ANN_PASSWORD))
                .hasMessageContaining("another certificate than the pinned one");
    }

    @Test
    void popProgramsKnowTheirMessagesAgain() throws IOException {
        fill();
        PopIds ids = PopIds.inMemory();
        Progress progress = new Progress();
        Pull.Source source = new Pull.Source(
                server(Security.NONE, Optional.empty()),
                user,
                Optional.empty(),
                Set.of(),
                OptionalInt.of(LocalDovecot.shared().orElseThrow().pop3Port()));
        new Pull(store, records, ids, directory, progress, Duration.ofMillis(10))
                .run(ACCOUNT, source, new Secret(TestDirectory.ANN_PASSWORD));
        assertThat(progress.figures().remarks()).isEmpty();
        assertThat(ids.of(ACCOUNT))
                .containsOnlyKeys(inbox().id(0), inbox().id(1))
                .hasEntrySatisfying(inbox().id(0), id -> assertThat(id).startsWith("00000001"))
                .hasEntrySatisfying(inbox().id(1), id -> assertThat(id).startsWith("00000002"));
    }

    @Test
    void noFasterThanSaid() throws IOException {
        try (Wire wire = new Wire(user)) {
            wire.append("INBOX", "", "01" + DAY, "Subject: x\n\n" + "0123456789\n".repeat(10_000));
        }
        long start = System.nanoTime();
        pull(
                new ImapServer("127.0.0.1", port(), Security.NONE, Optional.empty(), OptionalLong.of(200_000)),
                TestDirectory.ANN_PASSWORD);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
        assertThat(mail("INBOX")).hasSize(1);
    }
}
