package org.tassis.sql.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tassis.mailflow.spam.TokenCounts;

class PackedTokensTest {
    @Test
    void whatIsPackedIsThatOfASlowMap() {
        Random random = new Random(4);
        byte[] packed = {};
        Map<Long, int[]> slow = new TreeMap<>();
        for (int round = 0; round < 400; round++) {
            long[] tokens = LongStream.generate(() -> (random.nextInt(600) - 300) * 0x1234567890abcdL)
                    .limit(random.nextInt(60))
                    .filter(token -> token != 0)
                    .distinct()
                    .sorted()
                    .toArray();
            int spam = random.nextInt(3) - 1;
            int ham = random.nextInt(3) - 1;
            packed = new PackedTokens(packed).with(tokens, spam, ham, 20_000 + round);
            for (long token : tokens) {
                int[] counts = slow.computeIfAbsent(token, _ -> new int[2]);
                counts[0] = Math.max(0, counts[0] + spam);
                counts[1] = Math.max(0, counts[1] + ham);
            }
            slow.values().removeIf(counts -> counts[0] + counts[1] == 0);
        }
        TokenCounts counts = new TokenCounts(0, 0, 0);
        new PackedTokens(packed).addTo(counts);
        assertThat(counts.size()).isEqualTo(slow.size()).isGreaterThan(100);
        slow.forEach((token, n) -> {
            assertThat(counts.inSpam(token)).isEqualTo(n[0]);
            assertThat(counts.inHam(token)).isEqualTo(n[1]);
        });
        byte[] fewer = new PackedTokens(packed).atMost(50);
        assertThat(fewer.length / PackedTokens.ENTRY).isBetween(1, 50);
        assertThat(new PackedTokens(fewer).atMost(50)).isEqualTo(fewer);
    }

    @Test
    void countsStopWhereTheyHaveNoRoom() {
        byte[] packed = {};
        for (int i = 0; i < 70; i++) {
            packed = new PackedTokens(packed).with(new long[] {7}, 1000, 0, 20_000);
        }
        TokenCounts counts = new TokenCounts(0, 0, 0);
        new PackedTokens(packed).addTo(counts);
        assertThat(counts.inSpam(7)).isEqualTo(65_535);
    }
}
