package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.directory.MailboxChange;
import org.tassis.smtp.SmtpServer.Talk;
import org.tassis.smtp.SmtpSettings.Role;

/// MAIL and RCPT on the MX: who may send to whom.
class EnvelopeTest {
    private final SmtpServer server = SmtpServer.mx();
    private final Account ann = server.people.ann;
    private final Account bob = server.people.bob;

    private Talk envelope(String... lines) {
        List<String> all = new ArrayList<>(List.of("EHLO c.example"));
        all.addAll(List.of(lines));
        return server.talk(all.toArray(String[]::new));
    }

    private Talk rcpt(String to) {
        return envelope("MAIL FROM:<a@b.example>", "RCPT TO:" + to);
    }

    @Test
    void relayingIsRefused() {
        assertThat(rcpt("<x@elsewhere.example>").last()).startsWith("550 5.7.1 ");
        assertThat(rcpt("<@mx.example.org:x@elsewhere.example>").last()).startsWith("550 5.7.1 ");
        assertThat(rcpt("<x%elsewhere.example@example.org>").last()).startsWith("550 5.1.1 ");
        assertThat(rcpt("<\"x@elsewhere.example\"@example.org>").last()).startsWith("550 5.1.1 ");
    }

    @Test
    void unknownUsersAreRefused() {
        assertThat(rcpt("<nobody@example.org>").last()).isEqualTo("550 5.1.1 No such user here");
    }

    @Test
    void disabledMailboxesAreRefused() {
        server.people.enable(ann, false);
        assertThat(rcpt("<ann@example.org>").last()).isEqualTo("550 5.2.1 Mailbox is switched off");
    }

    @Test
    void addressLiteralsAreRefusedPolitely() {
        assertThat(rcpt("<ann@[192.0.2.1]>").last()).startsWith("550 5.1.2 ");
        assertThat(envelope("MAIL FROM:<a@[192.0.2.9]>").last()).startsWith("553 5.1.7 ");
    }

    @Test
    void postmasterWithoutDomainIsOurs() {
        assertThat(rcpt("<Postmaster>").last()).isEqualTo("550 5.1.1 No such user here");
        server.people.add("pm", "pm-writes-99-rules", "postmaster@example.org");
        assertThat(rcpt("<Postmaster>").last()).isEqualTo("250 2.1.5 Recipient OK");
    }

    @Test
    void requireTlsNeedsTls() { // RFC 8689 §2
        assertThat(envelope("MAIL FROM:<a@b.example> REQUIRETLS").last()).startsWith("555 5.5.4 ");
        Talk inTls =
                server.talk(server.client().encrypted().says("EHLO c.example", "MAIL FROM:<a@b.example> REQUIRETLS"));
        assertThat(inTls.last()).startsWith("250 ");
    }

    @Test
    void largeMessagesAreRefusedWhenAnnounced() {
        assertThat(envelope("MAIL FROM:<a@b.example> SIZE=12582913").last())
                .isEqualTo("552 5.3.4 Message is larger than this server takes");
        assertThat(envelope("MAIL FROM:<a@b.example> SIZE=12582912").last()).startsWith("250 ");
        assertThat(envelope("MAIL FROM:<a@b.example> SIZE=99999999999999999999").last())
                .startsWith("552 5.3.4 ");
    }

    @Test
    void addressesBeyondAsciiNeedSmtpUtf8() {
        server.people.add("jose", "jose-has-12-guitars", "josé@example.org");
        assertThat(envelope("MAIL FROM:<é@b.example>").last()).startsWith("553 5.6.7 ");
        assertThat(envelope("MAIL FROM:<a@bücher.example>").last()).startsWith("553 5.6.7 ");
        assertThat(rcpt("<josé@example.org>").last()).startsWith("553 5.6.7 ");
        Talk talk = envelope(
                "MAIL FROM:<é@b.example> SMTPUTF8", "RCPT TO:<JOSÉ@example.org>", "DATA", "Subject: é", "", "x", ".");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 354 250");
    }

    @Test
    void parametersMustBeKnown() {
        assertThat(envelope("MAIL FROM:<a@b.example> FOO=1").last()).isEqualTo("555 5.5.4 Unknown parameter");
        assertThat(rcpt("<ann@example.org> FOO").last()).isEqualTo("555 5.5.4 Unknown parameter");
        assertThat(rcpt("<ann@example.org> NOTIFY=SUCCESS ORCPT=rfc822;ann@example.org")
                        .last())
                .startsWith("250 ");
    }

    @Test
    void aFullMailboxIsRefusedAtRcpt() {
        server.people.limit(bob, Quota.ofBytes(3000));
        assertThat(envelope("MAIL FROM:<a@b.example> SIZE=2000", "RCPT TO:<bob@example.org>")
                        .last())
                .startsWith("250 ");
        assertThat(envelope("MAIL FROM:<a@b.example> SIZE=3001", "RCPT TO:<bob@example.org>")
                        .last())
                .isEqualTo("552 5.2.2 Message is larger than the whole mailbox");
        fill(bob, 2000);
        assertThat(envelope("MAIL FROM:<a@b.example> SIZE=2000", "RCPT TO:<bob@example.org>")
                        .last())
                .isEqualTo("452 4.2.2 Mailbox is full");
        server.people.limit(bob, Quota.ofBytes(1500));
        assertThat(rcpt("<bob@example.org>").last()).isEqualTo("452 4.2.2 Mailbox is full");
    }

    @Test
    void aMailboxThatMayOverflowGetsATransactionOfItsOwn() {
        server.people.limit(bob, Quota.ofBytes(100_000)); // less than the largest message
        Talk talk = envelope(
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<ann@example.org>",
                "RCPT TO:<bob@example.org>",
                "RCPT TO:<info@example.org>");
        assertThat(talk.replies())
                .containsSequence(
                        "250 2.1.5 Recipient OK",
                        "452 4.5.3 This recipient needs a message of its own, send it separately",
                        "250 2.1.5 Recipient OK");
        assertThat(envelope("MAIL FROM:<a@b.example>", "RCPT TO:<bob@example.org>", "RCPT TO:<ann@example.org>")
                        .codes())
                .isEqualTo("220 250 250 250 452");
        // When the size is known to fit, nothing speaks against one transaction.
        assertThat(envelope(
                                "MAIL FROM:<a@b.example> SIZE=500",
                                "RCPT TO:<ann@example.org>",
                                "RCPT TO:<bob@example.org>")
                        .codes())
                .isEqualTo("220 250 250 250 250");
    }

    @Test
    void aMailboxFullOnlyAfterDataIsRefusedThenAndNothingIsStored() {
        server.people.limit(bob, Quota.ofBytes(3000));
        Talk talk = envelope(
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<bob@example.org>",
                "DATA",
                "Subject: x",
                "",
                "y".repeat(3000),
                ".");
        assertThat(talk.last()).isEqualTo("452 4.2.2 Mailbox is full");
        assertThat(server.count(bob)).isZero();
    }

    @Test
    void aRecipientNamedTwiceGetsOneCopy() {
        Talk talk = envelope(
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<ann@example.org>",
                "RCPT TO:<ANN@EXAMPLE.org>",
                "RCPT TO:<info@example.org>", // also Ann's
                "RCPT TO:<ann+x@example.org>", // and there is no folder x
                "DATA",
                "",
                "x",
                ".");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 250 250 354 250");
        assertThat(server.count(ann)).isEqualTo(1);
    }

    @Test
    void aMessageForManyIsStoredOnce() {
        envelope(
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<ann@example.org>",
                "RCPT TO:<bob@example.org>",
                "DATA",
                "",
                "x",
                ".");
        assertThat(server.inbox(ann).contentId(0)).isEqualTo(server.inbox(bob).contentId(0));
    }

    @Test
    void aPlusDetailReachesItsFolder() {
        server.store.mailboxes(ann.id());
        server.store.create(ann.id(), new MailboxName("Shop"), Set.of());
        server.store.create(ann.id(), new MailboxName("INBOX/News"), Set.of());
        deliverTo("ann+shop@example.org");
        deliverTo("info+SHOP@example.org");
        deliverTo("ann+news@example.org");
        deliverTo("ann+nothing@example.org");
        assertThat(server.folder(ann, "Shop").count()).isEqualTo(2);
        assertThat(server.folder(ann, "INBOX/News").count()).isEqualTo(1);
        assertThat(server.count(ann)).isEqualTo(1);
    }

    @Test
    void strangersCannotReachSentDraftsOrTrash() {
        for (String folder : List.of("sent", "drafts", "trash")) {
            deliverTo("ann+" + folder + "@example.org");
        }
        assertThat(server.count(ann)).isEqualTo(3);
        assertThat(server.store.mailboxes(ann.id()))
                .filteredOn(box -> box.uses().contains(SpecialUse.TRASH))
                .hasSize(1);
    }

    @Test
    void tooManyRecipientsAreToldToComeSeparately() {
        List<String> lines = new ArrayList<>(List.of("MAIL FROM:<a@b.example>"));
        for (int i = 0; i < 101; i++) {
            lines.add("RCPT TO:<ann+" + i + "@example.org>");
        }
        lines.addAll(List.of("DATA", "", "x", "."));
        Talk talk = envelope(lines.toArray(String[]::new));
        assertThat(talk.replies())
                .filteredOn(reply -> reply.equals("452 4.5.3 Too many recipients, send the rest separately"))
                .hasSize(1);
        assertThat(talk.last()).startsWith("250 2.6.0 ");
        assertThat(server.count(ann)).isEqualTo(1);
    }

    @Test
    void aHundredThousandRecipientsEndTheSession() {
        String[] lines = new String[100_001];
        lines[0] = "MAIL FROM:<a@b.example>";
        for (int i = 1; i < lines.length; i++) {
            lines[i] = "RCPT TO:<ann+" + i + "@example.org>";
        }
        Talk talk = envelope(lines);
        assertThat(talk.last()).isEqualTo("421 4.7.0 Far too many recipients, closing");
        assertThat(talk.replies()).hasSize(3 + 1001);
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void manyThousandRecipientsAreTakenWhereTheSettingsSaySo() {
        SmtpServer large =
                new SmtpServer(SmtpSettings.of("mx.example.org", Role.MX).withMaxRecipients(100_000));
        String[] lines = new String[20_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "RCPT TO:<ann+" + i + "@example.org>";
        }
        Talk talk = large.talk(client -> client.says("EHLO c.example", "MAIL FROM:<a@b.example> SIZE=100")
                .says(lines)
                .says("DATA", "", "x", "."));
        assertThat(talk.last()).startsWith("250 2.6.0 ");
        assertThat(large.count(large.people.ann)).isEqualTo(1);
    }

    @Test
    void ownersOfAnUnlimitedMailboxAreNeverAsked() {
        server.people.change(bob, new MailboxChange.Limit(Quota.UNLIMITED));
        assertThat(rcpt("<bob@example.org>").last()).startsWith("250 ");
        assertThat(server.people.now(bob).primary())
                .isEqualTo(Optional.of(bob.addresses().getFirst()));
    }

    private void deliverTo(String address) {
        assertThat(envelope("MAIL FROM:<>", "RCPT TO:<" + address + ">", "DATA", "", "x", ".")
                        .last())
                .startsWith("250 2.6.0 ");
    }

    private void fill(Account account, int octets) {
        String to = account.addresses().getFirst().toString();
        assertThat(envelope("MAIL FROM:<>", "RCPT TO:<" + to + ">", "DATA", "", "y".repeat(octets - 300), ".")
                        .last())
                .startsWith("250 2.6.0 ");
    }
}
