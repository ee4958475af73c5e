package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BellTest {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final LocalChannel channel = new LocalChannel();
    private Bell bell;

    @BeforeEach
    void register() {
        loops.register(channel).syncUninterruptibly();
        bell = new Bell(channel);
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully();
    }

    /// Nanoseconds that somebody slept who waited for nothing until then.
    private long slept(long millis) {
        long start = System.nanoTime();
        assertThat(bell.await(() -> false, start + Duration.ofMillis(millis).toNanos()))
                .isFalse();
        return System.nanoTime() - start;
    }

    /// One who sleeps so long is woken by somebody else.
    private void woken(long millis) {
        AtomicBoolean done = new AtomicBoolean();
        Thread ringer = Thread.ofVirtual().unstarted(() -> {
            done.set(true);
            bell.ring();
        });
        assertThat(bell.await(
                        () -> {
                            if (ringer.getState() == Thread.State.NEW) {
                                ringer.start();
                                return false;
                            }
                            return done.get();
                        },
                        Bell.deadline(Duration.ofMillis(millis))))
                .isTrue();
    }

    @Test
    void aShortSleepAfterALongOneEndsInItsOwnTime() {
        woken(600_000);
        assertThat(slept(20)).isBetween(20_000_000L, 300_000_000_000L);
    }

    @Test
    void anAlarmOfAnEarlierSleepEndsNoLaterOne() {
        woken(40);
        assertThat(slept(120)).isGreaterThanOrEqualTo(120_000_000L);
        woken(30);
        woken(600_000);
        assertThat(slept(90)).isGreaterThanOrEqualTo(90_000_000L);
    }

    @Test
    void manySleepsFollowEachOther() {
        for (int i = 0; i < 1000; i++) {
            woken(1000 + i % 7);
        }
        assertThat(slept(1)).isGreaterThanOrEqualTo(1_000_000L);
    }

    @Test
    void deadlinesHoldWithoutAnEventLoop() {
        woken(600_000);
        bell.silence();
        assertThat(slept(10)).isGreaterThanOrEqualTo(10_000_000L);
    }
}
