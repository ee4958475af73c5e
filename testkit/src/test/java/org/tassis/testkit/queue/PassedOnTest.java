package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestMessages;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// What aliases and forwards pass on to another server, and what comes back of it.
class PassedOnTest extends OutboundFlow {
    @Test
    void aForwardLeavesUnderAnAddressOfThisServerUnsigned() throws Exception {
        forward(people.ann, true, "ann@far.example");
        forward(people.bob, false, "bob@far.example");
        assertThat(receive("zoe@else.example", "ann@example.org", "bob@example.org"))
                .isInstanceOf(Delivery.Accepted.class);
        for (int i = 0; i < 2; i++) {
            ScriptedMx.Taken taken = mx.next();
            assertThat(taken.mail())
                    .startsWith("MAIL FROM:<SRS0=")
                    .contains("=else.example=zoe@example.org>")
                    .doesNotContain("RET=", "ENVID=");
            assertThat(taken.content()).startsWith("Delivered-To: ").doesNotContain("X-Signed");
            assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        }
        store.mailboxes(people.bob.id());
        assertThat(inbox(people.ann)).hasSize(1);
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(trace.find(new TraceQuery(List.of("ann@example.org"), Instant.MIN, Instant.MAX, 9))
                        .getFirst()
                        .events())
                .anyMatch(event -> event instanceof TraceEvent.Filtered filtered
                        && filtered.action().equals("forwarded"));
    }

    @Test
    void aRefusedForwardFallsBackIntoTheMailboxAndItsOwnerIsToldOnce() throws Exception {
        people.change(people.bob, new org.tassis.directory.MailboxChange.Language(Locale.of("nl")));
        forward(people.bob, false, "bob@far.example");
        mx.on(Stage.END, "554 5.7.1 spam");
        for (int i = 1; i <= 2; i++) {
            receive("zoe@else.example", "bob@example.org");
            assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
            assertThat(inbox(people.bob)).hasSize(i + 1);
        }
        assertThat(inbox(people.bob).getFirst()).contains("the text").doesNotContain("Delivered-To");
        assertThat(inbox(people.bob).get(1))
                .contains("To: <bob@example.org>\r\n")
                .contains("Een adres waarnaar u doorstuurt weigert uw post")
                .contains("Uw post voor bob@example.org wordt doorgestuurd")
                .contains("  bob@far.example\r\n")
                .contains("554 5.7.1 spam");
        assertThat(inbox(people.bob).get(2)).contains("the text"); // the second time without a note
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    @Test
    void whereACopyIsKeptOnlyTheOwnerIsTold() throws Exception {
        forward(people.bob, true, "bob@far.example");
        mx.on(Stage.RCPT, "550 5.1.1 gone");
        receive("zoe@else.example", "bob@example.org");
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
        assertThat(inbox(people.bob)).hasSize(2);
        assertThat(inbox(people.bob).get(1)).contains("Your mailbox has its copy.");
    }

    @Test
    void oneTargetThatRefusesDoesNotHurtTheOthers() throws Exception {
        alias("team@example.org", "bob@example.org", "good@far.example", "bad@far.example");
        alias("postmaster@example.org", "ann@example.org");
        mx.on(Stage.RCPT, line -> line.contains("<bad@") ? "550 5.1.1 no" : "250 ok");
        receive("zoe@else.example", "team@example.org");
        assertThat(mx.next().recipients()).singleElement().asString().contains("<good@far.example>");
        assertThat(List.of(attempt().ending(), attempt().ending()))
                .containsExactlyInAnyOrder(Attempt.Ending.DELIVERED, Attempt.Ending.FAILED);
        assertThat(inbox(people.bob)).hasSize(1);
        assertThat(inbox(people.ann)).singleElement().satisfies(note -> assertThat(note)
                .contains("To: <postmaster@example.org>\r\n")
                .contains("Subject: Mail for an alias was refused\r\n")
                .contains("Mail for team@example.org is passed on to these addresses.")
                .contains("  bad@far.example\r\n")
                .doesNotContain("good@far.example"));
    }

    @Test
    void whoLoggedInHearsOfWhatAnAliasCouldNotPassOn() throws Exception {
        alias("team@example.org", "x@far.example");
        mx.on(Stage.RCPT, "550 5.1.1 no");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        assertThat(reception.rcpt(EmailAddress.valueOf("team@example.org"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(reception.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        assertThat(attempt().row().message().prefix()).isEqualTo("X-Signed: yes\r\nDelivered-To: team@example.org\r\n");
        assertThat(inbox(people.ann)).singleElement().satisfies(notice -> assertThat(notice)
                .contains("Subject: Your message was not delivered\r\n")
                .contains("Original-Recipient: rfc822; team@example.org\r\n")
                .contains("Final-Recipient: rfc822; x@far.example\r\n"));
    }

    @Test
    void whoAsksIsToldOfSuccessHereAndAnAliasSaysThatItExpands() throws Exception {
        alias("team@example.org", "x@far.example", "y@far.example");
        alias("one@example.org", "z@far.example");
        forward(people.bob, false, "bob@far.example");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        for (String address : List.of("team@example.org", "one@example.org", "bob@example.org", "info@example.org")) {
            assertThat(reception.rcpt(
                            EmailAddress.valueOf(address),
                            new RecipientParameters(Set.of(Notify.SUCCESS), Optional.empty())))
                    .isEmpty();
        }
        assertThat(reception.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        List<String> told = inbox(people.ann).stream()
                .filter(one -> one.contains("message/delivery-status"))
                .toList();
        assertThat(told).hasSize(2);
        assertThat(told.stream().filter(one -> one.contains("Action: delivered")))
                .singleElement()
                .asString()
                .contains("rfc822; bob@example.org", "rfc822; info@example.org", "Subject: important")
                .doesNotContain("bob@far.example", "team@");
        assertThat(told.stream().filter(one -> one.contains("Action: expanded")))
                .singleElement()
                .asString()
                .contains("rfc822; team@example.org")
                .doesNotContain("far.example", "one@");
        List<String> envelopes = new java.util.ArrayList<>();
        for (int i = 0; i < 3; i++) {
            envelopes.add(String.join(" ", mx.next().recipients()));
        }
        assertThat(envelopes)
                .anyMatch(to -> to.contains("<x@far.example> NOTIFY=FAILURE ORCPT=rfc822;team@example.org"))
                .anyMatch(to -> to.contains("<z@far.example> NOTIFY=SUCCESS ORCPT=rfc822;one@example.org"))
                .anyMatch(to -> to.contains("<bob@far.example>") && !to.contains("NOTIFY"));
    }

    @Test
    void whoLoggedInIsToldOfAFilterThatRejectsWhatOthersGot() throws Exception {
        Filters filters = TestFilters.over(store);
        ScriptName name = new ScriptName("main");
        filters.put(people.bob.id(), name, "require \"reject\"; reject \"Not \u00e0 moi\";");
        filters.activate(people.bob.id(), Optional.of(name));
        flow.filteredBy(filters);
        Reception alone = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        assertThat(alone.rcpt(EmailAddress.valueOf("bob@example.org"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(alone.deliver(content())).isEqualTo(new Delivery.Refused(new Refusal.Rejected("Not \u00e0 moi")));
        Reception both = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        for (String address : List.of("bob@example.org", "info@example.org", "x@far.example")) {
            assertThat(both.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE))
                    .isEmpty();
        }
        assertThat(both.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        assertThat(mx.next().recipients()).hasSize(1);
        assertThat(inbox(people.ann).stream().filter(one -> one.contains("message/delivery-status")))
                .singleElement()
                .asString()
                .contains("rfc822; bob@example.org", "Action: failed", "Status: 5.7.1", "Not \u00e0 moi")
                .doesNotContain("info@example.org\r\nAction");
        Reception quiet = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        for (String address : List.of("bob@example.org", "info@example.org")) {
            assertThat(quiet.rcpt(
                            EmailAddress.valueOf(address),
                            new RecipientParameters(Set.of(Notify.NEVER), Optional.empty())))
                    .isEmpty();
        }
        assertThat(quiet.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        assertThat(inbox(people.ann).stream().filter(one -> one.contains("message/delivery-status")))
                .hasSize(1);
    }

    @Test
    void aBounceOfWhatWasPassedOnFindsItsWayBackAndNothingElseDoes() throws Exception {
        alias("team@example.org", "x@far.example");
        vouched = true;
        receive("zoe@far.example", "team@example.org");
        String rewritten = sender(mx.next());
        attempt();
        assertThat(receive("", rewritten)).isInstanceOf(Delivery.Accepted.class);
        ScriptedMx.Taken back = mx.next();
        assertThat(back.mail()).startsWith("MAIL FROM:<>");
        assertThat(back.recipients()).singleElement().asString().contains("<zoe@far.example>");
        Reception letter = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                        EmailAddress.parse("y@else.example"),
                        MailParameters.NONE))
                .reception();
        assertThat(letter.rcpt(EmailAddress.valueOf(rewritten), RecipientParameters.NONE))
                .contains(new Refusal.NoSuchUser());
    }

    @Test
    void nothingGoesBackToWhoMayHaveBeenForged() throws Exception {
        alias("team@example.org", "x@far.example");
        receive("zoe@far.example", "team@example.org");
        String rewritten = sender(mx.next());
        attempt();
        Reception bounce = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")), Optional.empty(), MailParameters.NONE))
                .reception();
        assertThat(bounce.rcpt(EmailAddress.valueOf(rewritten), RecipientParameters.NONE))
                .contains(new Refusal.NoSuchUser());
    }

    private static String sender(ScriptedMx.Taken taken) {
        return taken.mail()
                .substring(taken.mail().indexOf('<') + 1, taken.mail().indexOf('>'));
    }

    @Test
    void whatComesBackIsRefusedOrStaysAndNeverLeavesTwice() throws Exception {
        forward(people.bob, false, "bob@far.example");
        alias("team@example.org", "x@far.example");
        String visited = "Delivered-To: bob@example.org\r\nDelivered-To: team@example.org\r\nSubject: x\r\n\r\n";
        for (String address : List.of("team@example.org", "bob@example.org")) {
            Reception reception = ((Opening.Opened) flow.mail(
                            Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                            EmailAddress.parse("zoe@else.example"),
                            MailParameters.NONE))
                    .reception();
            reception.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE);
            Delivery delivery = reception.deliver(TestMessages.content(visited.getBytes(StandardCharsets.US_ASCII)));
            if (address.startsWith("team")) {
                assertThat(delivery).isEqualTo(new Delivery.Refused(new Refusal.BeenHere()));
            } else {
                assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
            }
        }
        assertThat(inbox(people.bob)).hasSize(1);
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }
}
