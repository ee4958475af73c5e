package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tassis.core.UidSet;

class UidSetsTest {
    @Test
    void agreesWithSetsOfNumbers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            TreeSet<Long> one = numbers(random);
            TreeSet<Long> other = numbers(random);
            TreeSet<Long> both = new TreeSet<>(one);
            both.retainAll(other);
            TreeSet<Long> rest = new TreeSet<>(one);
            rest.removeAll(other);
            assertThat(UidSets.intersection(set(one), set(other)))
                    .as("seed " + seed)
                    .isEqualTo(set(both));
            assertThat(UidSets.difference(set(one), set(other)))
                    .as("seed " + seed)
                    .isEqualTo(set(rest));
        }
    }

    @Test
    void everythingCostsNothing() {
        assertThat(UidSets.intersection(UidSet.ALL, UidSet.of(3, 5))).isEqualTo(UidSet.of(3, 5));
        assertThat(UidSets.difference(UidSet.ALL, UidSet.of(1, UidSet.MAX_UID - 1)))
                .isEqualTo(UidSet.of(UidSet.MAX_UID));
    }

    private static TreeSet<Long> numbers(Random random) {
        TreeSet<Long> numbers = new TreeSet<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            numbers.add(1L + random.nextInt(20));
        }
        return numbers;
    }

    private static UidSet set(TreeSet<Long> numbers) {
        UidSet.Builder set = new UidSet.Builder();
        numbers.forEach(set::add);
        return set.build();
    }
}
