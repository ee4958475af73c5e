package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A few rounds of {@link Crash}; `-Dcrash.rounds=200` for more.
class CrashTest {
    @Test
    void nothingAcknowledgedIsLostByAKill(@TempDir Path directory) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Crash crash = new Crash(directory, seed);
        int rounds = Integer.getInteger("crash.rounds", 6);
        for (int round = 1; round <= rounds; round++) {
            crash.round(round);
        }
        assertThat(crash.acknowledged()).isGreaterThan(rounds);
    }
}
