package org.tassis.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WordSetTest {
    private final WordSet words = new WordSet();

    private void add(String word) {
        int hash = 0;
        for (int i = 0; i < word.length(); i++) {
            hash = WordSet.hash(hash, word.charAt(i));
        }
        byte[] letters = Arrays.copyOf(word.getBytes(StandardCharsets.US_ASCII), WordSet.LONGEST);
        words.add(letters, word.length(), hash);
    }

    private static boolean holds(byte[] octets, String word) {
        byte[] elsewhere = new byte[octets.length + 7];
        System.arraycopy(octets, 0, elsewhere, 7, octets.length);
        return WordSet.holds(elsewhere, 7, WordSet.packed(word), word.length());
    }

    @Test
    void itHoldsWhatWasAddedAndNothingElse() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            words.clear();
            Set<String> added = new HashSet<>();
            int count = 1 + random.nextInt(400);
            for (int i = 0; i < count; i++) {
                String word = word(random);
                add(word);
                add(word);
                added.add(word);
            }
            byte[] octets = words.octets();
            for (String word : added) {
                assertThat(holds(octets, word)).as("%s in %s", word, added).isTrue();
            }
            for (int i = 0; i < 2000; i++) {
                String word = word(random);
                assertThat(holds(octets, word)).as("%s in %s", word, added).isEqualTo(added.contains(word));
            }
        }
    }

    /// Of few letters, so that many are alike.
    private static String word(Random random) {
        int length = WordSet.SHORTEST
                + (random.nextInt(9) == 0 ? random.nextInt(WordSet.LONGEST - WordSet.SHORTEST + 1) : random.nextInt(3));
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("abyz".charAt(random.nextInt(4)));
        }
        return word.toString();
    }

    @Test
    void whatDoesNotFitIsLeftOut() {
        for (int i = 0; i < 20_000; i++) {
            add(Integer.toString(i, 26)
                    .chars()
                    .map(c -> c <= '9' ? c - '0' + 'a' : c - 'a' + 'k')
                    .mapToObj(Character::toString)
                    .reduce("xxx", String::concat));
        }
        byte[] octets = words.octets();
        assertThat(octets.length).isBetween(10_000, WordSet.MOST_OCTETS);
        assertThat(holds(octets, "xxxb")).isTrue();
        assertThat(holds(octets, "xxx" + "zzz")).isFalse();
        words.clear();
        assertThat(words.octets()).isEmpty();
    }
}
