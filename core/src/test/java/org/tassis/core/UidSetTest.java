package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UidSetTest {
    @Test
    void neighboursBecomeOneRange() {
        UidSet set = new UidSet.Builder().add(1).add(2).add(3).add(7).add(5, 6).build();
        assertThat(set).hasToString("1:3,5:7");
        assertThat(set.size()).isEqualTo(6);
        assertThat(set.rangeCount()).isEqualTo(2);
        assertThat(set.first(1)).isEqualTo(5);
        assertThat(set.last(1)).isEqualTo(7);
    }

    @Test
    void aRangeMayBeWrittenBackwards() {
        assertThat(UidSet.of(9, 4)).isEqualTo(UidSet.of(4, 9)).hasToString("4:9");
        assertThat(UidSet.of(4, 4)).isEqualTo(UidSet.of(4)).hasToString("4");
    }

    @Test
    void theEndIsNotBetween() {
        assertThat(UidSet.between(4, 9)).isEqualTo(UidSet.of(4, 8));
        assertThat(UidSet.between(4, 4)).isEqualTo(UidSet.EMPTY);
        assertThat(UidSet.between(5, 4)).isEqualTo(UidSet.EMPTY);
    }

    @Test
    void theEmptySetIsEmpty() {
        assertThat(UidSet.EMPTY.isEmpty()).isTrue();
        assertThat(UidSet.EMPTY).hasToString("");
        assertThat(UidSet.EMPTY.contains(1)).isFalse();
        assertThat(new UidSet.Builder().build()).isEqualTo(UidSet.EMPTY);
    }

    @Test
    void allUidsCostOneRange() {
        assertThat(UidSet.ALL.size()).isEqualTo(UidSet.MAX_UID);
        assertThat(UidSet.ALL.contains(UidSet.MAX_UID)).isTrue();
        assertThat(UidSet.ALL.contains(0)).isFalse();
        assertThat(UidSet.ALL.union(UidSet.of(5))).isEqualTo(UidSet.ALL);
        assertThat(UidSet.of(5).union(UidSet.ALL)).isEqualTo(UidSet.ALL);
    }

    @Test
    void whatIsNoUidIsRefused() {
        assertThatThrownBy(() -> UidSet.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UidSet.of(-1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UidSet.of(1, UidSet.MAX_UID + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agreesWithAnOrdinarySet() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            TreeSet<Long> model = new TreeSet<>();
            UidSet.Builder builder = new UidSet.Builder();
            int adds = random.nextInt(12);
            long ascending = 1;
            boolean inOrder = random.nextBoolean();
            for (int i = 0; i < adds; i++) {
                long first = inOrder ? ascending + random.nextInt(3) : 1 + random.nextInt(60);
                long last = first + random.nextInt(6);
                ascending = Math.max(ascending, first);
                for (long uid = first; uid <= last; uid++) {
                    model.add(uid);
                }
                if (random.nextBoolean()) {
                    builder.add(last, first);
                } else {
                    builder.add(first, last);
                }
            }
            UidSet set = builder.build();
            String why = "seed " + seed + ", round " + round + ": " + set;
            assertThat(set.stream().boxed().toList()).as(why).containsExactlyElementsOf(model);
            assertThat(set.size()).as(why).isEqualTo(model.size());
            assertThat(set.isEmpty()).as(why).isEqualTo(model.isEmpty());
            for (long uid = 0; uid < 80; uid++) {
                assertThat(set.contains(uid)).as(why).isEqualTo(model.contains(uid));
            }
            for (int i = 1; i < set.rangeCount(); i++) {
                assertThat(set.first(i)).as(why).isGreaterThan(set.last(i - 1) + 1);
            }
            UidSet one = new UidSet.Builder().add(set).build();
            UidSet oneByOne = union(model);
            assertThat(one).as(why).isEqualTo(set).isEqualTo(oneByOne).hasSameHashCodeAs(oneByOne);
        }
    }

    private static UidSet union(TreeSet<Long> model) {
        UidSet all = UidSet.EMPTY;
        for (long uid : model.descendingSet()) {
            all = all.union(UidSet.of(uid));
        }
        return all;
    }

    @Test
    void theWrittenFormIsWhatImapReads() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        UidSet.Builder builder = new UidSet.Builder();
        for (int i = 0; i < 500; i++) {
            builder.add(1 + (random.nextInt() & 0xFFFF_FFFFL) % UidSet.MAX_UID);
        }
        UidSet set = builder.build();
        assertThat(set.toString()).matches("[0-9]+(:[0-9]+)?(,[0-9]+(:[0-9]+)?)*");
        assertThat(set.stream().boxed().map(String::valueOf).collect(Collectors.toSet()))
                .as("seed %d", seed)
                .hasSize((int) set.size());
    }
}
