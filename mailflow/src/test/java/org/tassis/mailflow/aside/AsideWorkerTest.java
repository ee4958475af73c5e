package org.tassis.mailflow.aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsideWorkerTest {
    private final AsideWorker worker = new AsideWorker("test", 3, "test: not done");
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        worker.close();
    }

    private void hold() throws InterruptedException {
        assertThat(worker.offer(() -> {
                    begun.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    done.add("held");
                }))
                .isTrue();
        begun.await();
    }

    @Test
    void oneThingIsDoneAfterTheOther() throws Exception {
        hold();
        assertThat(worker.offer(() -> done.add("first"))).isTrue();
        assertThat(worker.offer(() -> done.add("second"))).isTrue();
        assertThat(worker.waiting()).isEqualTo(2);
        assertThat(done).isEmpty();
        goOn.countDown();
        assertThat(worker.settled().get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(done).containsExactly("held", "first", "second");
    }

    @Test
    void whatHasNoPlaceIsRefusedAtOnce() throws Exception {
        hold();
        for (int i = 0; i < 3; i++) {
            assertThat(worker.offer(() -> done.add("waited"))).isTrue();
        }
        assertThat(worker.offer(() -> done.add("too much"))).isFalse();
        assertThat(worker.settled().get(10, TimeUnit.SECONDS)).isFalse();
        goOn.countDown();
        worker.finish();
        assertThat(done).containsExactly("held", "waited", "waited", "waited");
    }

    @Test
    void whatFailsStopsNothing() throws Exception {
        assertThat(worker.offer(() -> {
                    throw new IllegalStateException("of this test");
                }))
                .isTrue();
        assertThat(worker.offer(() -> {
                    throw new IOException("of this test");
                }))
                .isTrue();
        worker.finish();
        assertThat(done).isEmpty();
        try (AsideWorker other = new AsideWorker("other", 3, "test: not done")) {
            other.offer(() -> {
                throw new IllegalStateException("of this test");
            });
            other.offer(() -> done.add("next"));
            assertThat(other.settled().get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(done).containsExactly("next");
    }

    @Test
    void whoClosesWaitsForWhatIsBeingDoneAndLeavesOutTheRest() throws Exception {
        hold();
        worker.offer(() -> done.add("left out"));
        Thread closing = Thread.ofVirtual().start(worker::close);
        while (worker.waiting() > 0 && closing.isAlive() && !closing.getState().equals(Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
        assertThat(closing.isAlive()).isTrue();
        goOn.countDown();
        closing.join();
        assertThat(done).containsExactly("held");
    }
}
