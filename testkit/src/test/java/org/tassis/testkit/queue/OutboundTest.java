package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.testkit.TestMessages;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// From a user's MAIL to another server, and what the user hears of it.
class OutboundTest extends OutboundFlow {
    @Test
    void mailForHereAndThereIsAcceptedAtOnceAndSigned() throws Exception {
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        assertThat(reception.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(reception.rcpt(EmailAddress.valueOf("bob@example.org"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(reception.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        ScriptedMx.Taken taken = mx.next();
        assertThat(taken.mail()).startsWith("MAIL FROM:<ann@example.org>");
        assertThat(taken.content())
                .startsWith("X-Signed: yes\r\nFrom: ann@example.org\r\n")
                .endsWith("the text\r\n");
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        assertThat(inbox(people.bob)).singleElement().asString().startsWith("From: ann@example.org");
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    @Test
    void strangersCannotSendThroughHereAndNobodyCanWhenDeliveryIsOff() {
        Reception stranger = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                        EmailAddress.parse("x@else.example"),
                        MailParameters.NONE))
                .reception();
        assertThat(stranger.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE))
                .contains(new Refusal.RelayDenied());
        open = false;
        assertThat(begin(people.ann, people.ann.primary(), MailParameters.NONE)
                        .rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE))
                .contains(new Refusal.CannotPassOn());
    }

    @Test
    void aFailureIsToldInTheLanguageOfItsSender() throws Exception {
        people.change(people.ann, new org.tassis.directory.MailboxChange.Language(Locale.FRENCH));
        mx.on(Stage.RCPT, "550 5.1.1 no such user\there");
        Reception reception = begin(
                people.now(people.ann),
                people.ann.primary(),
                new MailParameters(
                        OptionalLong.empty(),
                        MailParameters.Body.SEVEN_BIT,
                        false,
                        Optional.of(MailParameters.Return.FULL),
                        Optional.of("my-id")));
        reception.rcpt(
                EmailAddress.valueOf("x@far.example"),
                new RecipientParameters(
                        Set.of(Notify.FAILURE), Optional.of(new OriginalRecipient("rfc822", "first@far.example"))));
        reception.deliver(content());
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
        String notice = inbox(people.ann).getFirst();
        assertThat(notice)
                .startsWith("Return-Path: <>\r\n")
                .contains("To: <ann@example.org>\r\n")
                .contains("Subject: =?UTF-8?B?")
                .contains("Auto-Submitted: auto-replied\r\n")
                .contains("multipart/report; report-type=delivery-status;")
                .contains("Votre message n'a pas pu être distribué")
                .contains("Cette adresse n'existe pas.")
                .contains("Original-Envelope-Id: my-id\r\n")
                .contains("Reporting-MTA: dns; mail.example.org\r\n")
                .contains("\r\n\r\nOriginal-Recipient: rfc822; first@far.example\r\n"
                        + "Final-Recipient: rfc822; x@far.example\r\n"
                        + "Action: failed\r\n"
                        + "Status: 5.1.1\r\n"
                        + "Remote-MTA: dns; mx.far.example\r\n"
                        + "Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n")
                .contains("Content-Type: message/rfc822\r\n")
                .contains("\r\nthe text\r\n");
        assertThat(TestMessages.structure(notice.getBytes(StandardCharsets.UTF_8))
                        .root()
                        .children())
                .hasSize(3);
    }

    @Test
    void withoutAWishTheHeaderComesBack() throws Exception {
        mx.on(Stage.END, "554 5.7.1 spam");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        reception.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE);
        reception.deliver(content());
        attempt();
        assertThat(inbox(people.ann).getFirst())
                .contains("Subject: Your message was not delivered\r\n")
                .contains("text/rfc822-headers")
                .contains("Subject: important\r\n")
                .doesNotContain("the text");
    }

    @Test
    void nobodyElseIsEverTold() throws Exception {
        mx.on(Stage.RCPT, "550 5.1.1 no");
        Reception receipt = begin(people.ann, Optional.empty(), MailParameters.NONE); // a null sender
        receipt.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE);
        receipt.deliver(content());
        attempt();
        for (Outgoing foreign : List.of(
                outgoing(Optional.empty(), "stranger@else.example"),
                outgoing(Optional.empty(), "ann@example.org"), // forged, passed on
                outgoing(Optional.of(people.ann.id()), "bob@example.org"))) { // no longer hers
            dispatcher.arrived(
                    queue.accept(content(), clock.instant(), List.of(), List.of(foreign), Duration.ofDays(5)));
            attempt();
        }
        store.mailboxes(people.ann.id());
        store.mailboxes(people.bob.id());
        assertThat(inbox(people.ann)).isEmpty();
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    private static Outgoing outgoing(Optional<AccountId> owner, String sender) {
        return new Outgoing(
                "id",
                owner,
                EmailAddress.parse(sender),
                MailParameters.NONE,
                "",
                List.of(new Outgoing.To(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE)));
    }

    @Test
    void aDelayIsToldOnce() throws Exception {
        mx.on(Stage.RCPT, "450 4.2.2 full");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        reception.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE);
        reception.deliver(content());
        for (int i = 0; i < 10; i++) {
            Attempt attempt = attempt();
            while (timer.next().isAfter(attempt.next().orElseThrow())) {
                Thread.onSpinWait();
            }
            timer.advance(Duration.between(clock.instant(), attempt.next().orElseThrow()));
        }
        attempt();
        assertThat(inbox(people.ann)).singleElement().asString().contains("Action: delayed", "Will-Retry-Until:");
    }
}
