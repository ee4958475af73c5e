package org.tassis.mailflow.spam.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.ContentId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.directory.Target;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;
import org.tassis.mailflow.spam.Lesson;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.SpamClass;
import org.tassis.mailflow.spam.SpamVerdict.Filing;
import org.tassis.mailflow.srs.Departures;
import org.tassis.mailflow.srs.Srs;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.mailflow.trace.Endings;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;

/// The policy in a mail flow.
@Timeout(60)
class SpamFilterTest extends FilteredFlow {
    private static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
    private static final InetAddress TRUSTED = InetAddress.ofLiteral("10.1.2.3");

    private int messages;

    private void teach(Account account, String spam, String ham, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            knowledge.learn(lesson(account, spam + " number " + i, SpamClass.SPAM));
            knowledge.learn(lesson(account, ham + " number " + i, SpamClass.HAM));
        }
    }

    private Lesson lesson(Account account, String text, SpamClass as) throws IOException {
        return new Lesson(
                Owner.of(account.id()),
                new ContentId(++messages),
                as,
                false,
                knowledge.tokenizer().tokens(plain(text)).hashes(),
                20_000);
    }

    @Test
    void theSumDecides() {
        points = 4.9;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        assertThat(kept(ANN, "INBOX").filing()).isEqualTo(Filing.PASS);
        assertThat(kept(ANN, "INBOX").scores())
                .extracting(score -> score.code())
                .containsExactly("helo-is-short", "network-known");
        points = 5;
        send("hello", "ann");
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        assertThat(kept(ANN, "Junk").filing()).isEqualTo(Filing.JUNK);
        assertThat(kept(ANN, "Junk").score()).isEqualTo(5);
        points = 15;
        assertThat(refusal(send("hello", "ann"))).isEqualTo(new Refusal.Spam());
    }

    @Test
    void whoAsksWhyFindsTheRefusalByItsAddress() {
        points = 15;
        assertThat(refusal(send("hello", "ann", "ben"))).isEqualTo(new Refusal.Spam());
        for (String address : List.of("ann@example.org", "ben@example.org")) {
            assertThat(trace.find(new TraceQuery(List.of(address), NOW.minusSeconds(1), NOW.plusSeconds(1), 10)))
                    .singleElement()
                    .satisfies(
                            story -> assertThat(story.endings().get(address)).isInstanceOf(TraceEvent.Refused.class));
        }
    }

    @Test
    void spamStaysWithWhoHasItsMailPassedOn() {
        EmailAddress away = EmailAddress.valueOf("ann@away.example");
        List<Outgoing> left = new ArrayList<>();
        EmailAddress ann = EmailAddress.valueOf("ann@example.org");
        MailFlow flow = flow(
                        _ -> new Route.Reaches(
                                List.of(new Target.Remote(away, new Target.Reason.Forward(ANN, ann, false)))),
                        Optional.empty(),
                        Optional.empty())
                .through(
                        new Intake() {
                            @Override
                            public boolean passesOn() {
                                return true;
                            }

                            @Override
                            public void accept(
                                    MessageContent content,
                                    Instant now,
                                    List<Destination> mailboxes,
                                    List<Outgoing> outgoing) {
                                if (!mailboxes.isEmpty()) {
                                    store.deliver(content, now, mailboxes);
                                }
                                left.addAll(outgoing);
                            }
                        },
                        new Departures(
                                _ -> new Route.Remote(), new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), CLOCK)));
        send(flow, STRANGER, "a@b.example", plain("hello"), "ann");
        assertThat(left).hasSize(1);
        points = 5;
        send(flow, STRANGER, "a@b.example", plain("hello"), "ann");
        assertThat(left).hasSize(1);
        assertThat(count(ANN, "Junk")).isEqualTo(1);
    }

    @Test
    void nobodysTrainingGivesNoVerdict() {
        send("cheap pills casino winner", "ann");
        assertThat(kept(ANN, "INBOX").scores())
                .extracting(score -> score.code())
                .containsExactly("network-known");
    }

    @Test
    void eachMailboxIsJudgedByWhatItHasLearnt() throws Exception {
        teach(ANN, "cheap pills casino winner prize lottery million", "garden committee minutes lunch invoice", 15);
        teach(BEN, "garden committee minutes lunch invoice", "cheap pills casino winner prize lottery million", 15);
        send("cheap pills casino winner prize lottery million", "ann", "ben");
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        assertThat(count(BEN, "INBOX")).isEqualTo(1);
        assertThat(kept(BEN, "INBOX").filing()).as("none is told of the other").isEqualTo(Filing.EACH);
        assertThat(kept(BEN, "INBOX").scores())
                .extracting(score -> score.code())
                .containsExactly("network-known");
        send("cheap pills casino winner prize lottery million", "ann");
        assertThat(kept(ANN, "Junk").scores())
                .extracting(score -> score.code())
                .containsExactly("network-known", "learnt-spam");
        List<TraceEvent> events = trace.find(
                        new TraceQuery(List.of("ann@example.org"), NOW.minusSeconds(9), NOW.plusSeconds(9), 9))
                .getFirst()
                .events();
        assertThat(events.stream().map(new Endings(Locale.FRENCH)::sentence).toList())
                .anyMatch(sentence -> sentence.contains("Rangé parmi les indésirables de ann@example.org.")
                        && sentence.contains("il ressemble à du courrier indésirable (99 sur 100)"));
    }

    @Test
    void itIsRefusedOnlyWhenAllWouldRefuse() throws Exception {
        points = 11;
        teach(ANN, "cheap pills casino winner prize lottery million", "garden committee minutes lunch invoice", 15);
        assertThat(send("cheap pills casino winner prize lottery million", "ann", "ben"))
                .isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "Junk") + count(BEN, "Junk")).isEqualTo(2);
        assertThat(refusal(send("cheap pills casino winner prize lottery million", "ann")))
                .isEqualTo(new Refusal.Spam());
    }

    @Test
    void whoIsLetInSkipsTheFilter() {
        points = 20;
        MailFlow flow = flow(Optional.empty(), Optional.empty());
        assertThat(send(flow, STRANGER, "friend@far.example", plain("x"), "ann"))
                .isInstanceOf(Delivery.Accepted.class);
        assertThat(kept(ANN, "INBOX").filing()).isEqualTo(Filing.PASS);
        assertThat(kept(ANN, "INBOX").scores())
                .extracting(score -> score.code())
                .contains("correspondent");
        assertThat(refusal(send(flow, STRANGER, "friend@far.example", plain("x"), "ben")))
                .isEqualTo(new Refusal.Spam());
        lists.put(new Scope.Mailbox(BEN.id()), Subject.parse("far.example").orElseThrow(), Effect.ALLOW);
        assertThat(send(flow, STRANGER, "friend@far.example", plain("x"), "ben"))
                .isInstanceOf(Delivery.Accepted.class);
        assertThat(count(BEN, "INBOX")).isEqualTo(1);
        assertThat(send(flow, TRUSTED, "a@b.example", plain(GTUBE), "ann")).isInstanceOf(Delivery.Accepted.class);
    }

    @Test
    void observedItChangesNothingButIsTold() {
        modes.put(Check.SPAM, Mode.OBSERVE);
        points = 20;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        points = 7;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(2);
        assertThat(kept(ANN, "INBOX").score()).isBetween(7.0, 9.0);
        assertThat(
                        trace
                                .find(new TraceQuery(
                                        List.of("a@b.example"), NOW.minusSeconds(9), NOW.plusSeconds(9), 9))
                                .stream()
                                .flatMap(story -> story.events().stream()))
                .anyMatch(event -> event instanceof TraceEvent.Refused refused && !refused.enforced());
        modes.put(Check.SPAM, Mode.OFF);
        assertThat(send(GTUBE, "ann")).isInstanceOf(Delivery.Accepted.class);
    }

    @Test
    void whatAnotherCheckOnlyObservesWeighsNothing() {
        modes.put(Check.HELO, Mode.OBSERVE);
        points = 20;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(kept(ANN, "INBOX").score()).isZero();
    }

    @Test
    void theTestMessageIsRefused() {
        assertThat(refusal(send(GTUBE, "ann"))).isEqualTo(new Refusal.Spam());
    }

    @Test
    void aNetworkThatSendsSpamGetsABadName() {
        points = 6;
        for (int i = 0; i < 20; i++) {
            send("hello", "ann");
        }
        points = 0;
        send("hello", "ann");
        assertThat(kept(ANN, "INBOX").scores().getFirst().code()).isEqualTo("network-bad");
        assertThat(kept(ANN, "INBOX").score()).isBetween(1.0, 3.0);
    }
}
