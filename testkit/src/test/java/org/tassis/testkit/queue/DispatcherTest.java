package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.Notices;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.RetrySchedule;
import org.tassis.mailflow.queue.Settlement;
import org.tassis.mailflow.queue.Transport;
import org.tassis.message.MessageContent;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestMessages;

@Timeout(60)
class DispatcherTest {
    private static final DeliveryStatus OK = DeliveryStatus.here(2, 0, 0, "ok");
    private static final DeliveryStatus LATER = DeliveryStatus.here(4, 2, 0, "later");
    private static final DeliveryStatus NEVER = DeliveryStatus.here(5, 1, 1, "unknown");

    private final TestClock clock = new TestClock();
    private final TestTimer timer = new TestTimer(clock);
    private final InMemoryQueue queue = new InMemoryQueue(new InMemoryMailStore(_ -> Quota.UNLIMITED, clock));
    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private final List<Notices.Notice> told = new CopyOnWriteArrayList<>();
    private final List<List<Queued>> carried = new CopyOnWriteArrayList<>();
    private final AtomicInteger carriers = new AtomicInteger();
    private final List<Dispatcher> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Dispatcher::close);
    }

    /// Answers as a test wants; every destination is a lane.
    private final class Scripted implements Transport {
        private final Function<List<Queued>, Result> answer;

        Scripted(Function<List<Queued>, Result> answer) {
            this.answer = answer;
        }

        @Override
        public String lane(String destination) {
            return destination;
        }

        @Override
        public Carrier carrier(String lane) {
            carriers.incrementAndGet();
            return new Carrier() {
                @Override
                public Result carry(List<Queued> recipients, MessageContent content) {
                    carried.add(recipients);
                    return answer.apply(recipients);
                }

                @Override
                public void close() {}
            };
        }
    }

    private Dispatcher dispatcher(Function<List<Queued>, Transport.Result> answer) {
        return dispatcher(
                answer,
                told::addAll,
                new DispatcherSettings(50, 3, 100, 20, Duration.ofMinutes(2), Duration.ofMillis(100)));
    }

    private Dispatcher dispatcher(
            Function<List<Queued>, Transport.Result> answer, Notices notices, DispatcherSettings settings) {
        Dispatcher dispatcher = new Dispatcher(
                queue, new Scripted(answer), RetrySchedule.DEFAULT, notices, attempts::add, clock, timer, settings);
        open.add(dispatcher);
        return dispatcher;
    }

    private static Function<List<Queued>, Transport.Result> always(DeliveryStatus status) {
        return rows -> Transport.Result.all(rows, status);
    }

    private List<Queued> accept(RecipientParameters wishes, String... recipients) {
        return queue.accept(
                TestMessages.content(TestMessages.simple("subject", "text")),
                clock.instant(),
                List.of(),
                List.of(new Outgoing(
                        "id",
                        Optional.of(new AccountId(1)),
                        EmailAddress.parse("ann@example.org"),
                        MailParameters.NONE,
                        "",
                        List.of(recipients).stream()
                                .map(one -> new Outgoing.To(EmailAddress.valueOf(one), wishes))
                                .toList())),
                RetrySchedule.DEFAULT.patience());
    }

    private List<Queued> accept(String... recipients) {
        return accept(RecipientParameters.NONE, recipients);
    }

    private Attempt attempt() throws InterruptedException {
        Attempt attempt = attempts.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).as("an attempt").isNotNull();
        return attempt;
    }

    private boolean isEmpty() {
        return queue.find(QueueFilter.ALL, 0, 10).isEmpty();
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void newMailIsTriedAtOnceAndRecipientsOfADestinationTogether() throws Exception {
        Dispatcher dispatcher = dispatcher(always(OK));
        dispatcher.start();
        dispatcher.arrived(accept("a@one.example", "b@one.example", "c@two.example"));
        for (int i = 0; i < 3; i++) {
            assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        }
        assertThat(carried).extracting(List::size).containsExactlyInAnyOrder(2, 1);
        assertThat(isEmpty()).isTrue();
        assertThat(told).isEmpty();
        until(() -> dispatcher.underWay() == 0);
    }

    @Test
    void theScheduleIsKeptUntilTimeIsOver() throws Exception {
        Instant start = clock.instant();
        Dispatcher dispatcher = dispatcher(always(LATER));
        dispatcher.arrived(accept("a@one.example"));
        List<Long> minutes = new ArrayList<>();
        Attempt last;
        do {
            last = attempt();
            minutes.add(Duration.between(start, clock.instant()).toMinutes());
            if (last.next().isPresent()) {
                Instant next = last.next().get();
                until(() -> !timer.next().isAfter(next));
                timer.advance(Duration.between(clock.instant(), next));
            }
        } while (last.next().isPresent());
        assertThat(minutes).startsWith(0L, 5L, 15L, 35L, 75L, 135L, 255L, 435L, 615L);
        assertThat(minutes.getLast()).isEqualTo(5 * 24 * 60);
        assertThat(last.ending()).isEqualTo(Attempt.Ending.FAILED);
        assertThat(isEmpty()).isTrue();
        assertThat(told).extracting(Notices.Notice::kind).containsExactly(Notices.Kind.DELAYED, Notices.Kind.FAILED);
        assertThat(told.getFirst().row().attempts())
                .as("at 255 minutes, the first time behind 4 hours")
                .isEqualTo(6);
    }

    @Test
    void aRefusalIsFinalAndEachRecipientHasItsOwnEnd() throws Exception {
        Map<String, DeliveryStatus> ends = Map.of("a", OK, "b", LATER, "c", NEVER);
        Dispatcher dispatcher = dispatcher(rows -> {
            Map<Long, Transport.Outcome> outcomes = new java.util.HashMap<>();
            rows.forEach(row -> outcomes.put(
                    row.id(), new Transport.Outcome(ends.get(row.address().local()), false)));
            return new Transport.Result(outcomes, Optional.empty());
        });
        dispatcher.arrived(accept("a@one.example", "b@one.example", "c@one.example"));
        for (int i = 0; i < 3; i++) {
            attempt();
        }
        assertThat(queue.find(QueueFilter.ALL, 0, 10)).singleElement().satisfies(row -> {
            assertThat(row.address().local()).isEqualTo("b");
            assertThat(row.lastStatus()).contains(LATER);
            assertThat(row.due()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        });
        assertThat(told).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notices.Kind.FAILED);
            assertThat(notice.row().address().local()).isEqualTo("c");
        });
    }

    @Test
    void sendersHearWhatTheyWantToHear() throws Exception {
        Dispatcher dispatcher = dispatcher(rows ->
                Transport.Result.all(rows, rows.getFirst().address().local().equals("good") ? OK : NEVER));
        dispatcher.arrived(
                accept(new RecipientParameters(Set.of(Notify.SUCCESS), Optional.empty()), "good@one.example"));
        dispatcher.arrived(accept(new RecipientParameters(Set.of(Notify.NEVER), Optional.empty()), "x@two.example"));
        dispatcher.arrived(accept(new RecipientParameters(Set.of(Notify.DELAY), Optional.empty()), "x@three.example"));
        for (int i = 0; i < 3; i++) {
            attempt();
        }
        assertThat(told).extracting(Notices.Notice::kind).containsExactly(Notices.Kind.RELAYED);
    }

    @Test
    void aSlowDestinationHasItsConnectionsAndNoOthers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger slow = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Dispatcher dispatcher = dispatcher(rows -> {
            if (rows.getFirst().destination().startsWith("slow")) {
                most.accumulateAndGet(slow.incrementAndGet(), Math::max);
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                slow.decrementAndGet();
            }
            return Transport.Result.all(rows, OK);
        });
        for (int i = 0; i < 40; i++) {
            dispatcher.arrived(accept("u" + i + "@slow.example"));
        }
        until(() -> slow.get() == 3);
        for (int i = 0; i < 30; i++) {
            dispatcher.arrived(accept("u" + i + "@fast.example"));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(attempt().row().destination()).isEqualTo("fast.example");
        }
        release.countDown();
        for (int i = 0; i < 40; i++) {
            attempt();
        }
        assertThat(most.get()).isEqualTo(3);
        assertThat(carriers.get()).as("connections are used again").isLessThan(40);
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void aLongQueueIsReadInPagesAndNothingIsSentTwice() throws Exception {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Dispatcher[] dispatcher = new Dispatcher[1];
        dispatcher[0] = dispatcher(rows -> {
            most.accumulateAndGet(dispatcher[0].underWay(), Math::max);
            rows.forEach(row -> {
                if (!seen.add(row.id())) {
                    twice.incrementAndGet();
                }
            });
            return Transport.Result.all(rows, OK);
        });
        for (int i = 0; i < 700; i++) {
            accept("u" + i + "@one.example");
        }
        dispatcher[0].start();
        for (int i = 0; i < 700; i++) {
            attempt();
        }
        assertThat(seen).hasSize(700);
        assertThat(twice.get()).isZero();
        assertThat(most.get()).isLessThanOrEqualTo(20 + 3 + 20);
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void whereNothingCanBeReachedOneFindsOutForAll() throws Exception {
        DeliveryStatus down = DeliveryStatus.here(4, 4, 1, "no route");
        boolean[] works = {false};
        Dispatcher dispatcher =
                dispatcher(rows -> works[0] ? Transport.Result.all(rows, OK) : Transport.Result.laneDown(rows, down));
        dispatcher.arrived(accept("first@one.example"));
        attempt();
        for (int i = 0; i < 50; i++) {
            accept("u" + i + "@one.example");
        }
        dispatcher.arrived(queue.find(QueueFilter.ALL, 0, 1));
        for (int i = 0; i < 50; i++) {
            assertThat(attempt().status()).isEqualTo(down);
        }
        assertThat(carried).hasSize(1);
        works[0] = true;
        timer.advance(Duration.ofMinutes(5));
        for (int i = 0; i < 51; i++) {
            assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        }
    }

    @Test
    void whatAStopBreaksOffIsDueAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Dispatcher first = dispatcher(rows -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Transport.Result.laneDown(rows, LATER);
        });
        Queued row = accept("a@one.example").getFirst();
        first.arrived(List.of(row));
        begun.await();
        first.close();
        assertThat(queue.row(row.id())).contains(row);
        Dispatcher second = dispatcher(always(OK));
        second.start();
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void whatComesLaterIsTakenUpAtTheStart() throws Exception {
        Queued row = accept("a@one.example").getFirst();
        queue.settle(
                List.of(new Settlement.Deferred(row.id(), clock.instant().plus(Duration.ofMinutes(7)), LATER, false)));
        dispatcher(always(OK)).start();
        timer.advance(Duration.ofMinutes(6));
        assertThat(attempts).isEmpty();
        timer.advance(Duration.ofMinutes(1));
        attempt();
    }

    @Test
    void anAdministratorsWordCountsForWhatIsNotUnderWay() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(3);
        Dispatcher dispatcher = dispatcher(rows -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Transport.Result.all(rows, OK);
        });
        List<Queued> rows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rows.addAll(accept("u" + i + "@one.example"));
        }
        dispatcher.arrived(rows);
        begun.await();
        Set<Long> underWay = new java.util.HashSet<>();
        carried.forEach(job -> job.forEach(row -> underWay.add(row.id())));
        List<Queued> waiting =
                rows.stream().filter(row -> !underWay.contains(row.id())).toList();
        assertThat(waiting).hasSize(2);
        dispatcher.changed(queue.change(List.of(waiting.getFirst().id()), row -> row.withState(Queued.State.HELD)));
        dispatcher.changed(queue.change(List.of(waiting.getLast().id()), row -> row.withDestination("other.example")));
        release.countDown();
        Set<String> destinations = new java.util.HashSet<>();
        for (int i = 0; i < 4; i++) {
            destinations.add(attempt().row().destination());
        }
        assertThat(destinations).containsExactlyInAnyOrder("one.example", "other.example");
        assertThat(queue.find(QueueFilter.ALL, 0, 10)).singleElement().satisfies(row -> assertThat(row.state())
                .isEqualTo(Queued.State.HELD));
        dispatcher.changed(queue.change(List.of(waiting.getFirst().id()), row -> row.withState(Queued.State.WAITING)));
        attempt();
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void aFailureThatCannotBeToldIsKept() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Notices full = notices -> {
            if (asked.incrementAndGet() == 1) {
                throw new StoreException(new StoreFailure.OverQuota(new AccountId(1)));
            }
            told.addAll(notices);
        };
        Dispatcher dispatcher = dispatcher(
                always(NEVER),
                full,
                new DispatcherSettings(50, 3, 100, 20, Duration.ofMinutes(2), Duration.ofMillis(100)));
        dispatcher.arrived(accept("a@one.example"));
        attempt();
        assertThat(isEmpty()).isFalse();
        until(() -> timer.next().isBefore(Instant.MAX));
        timer.advance(Duration.ofHours(1));
        attempt();
        assertThat(told).hasSize(1);
        assertThat(isEmpty()).isTrue();
    }
}
