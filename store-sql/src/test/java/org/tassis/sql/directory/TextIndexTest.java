package org.tassis.sql.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tassis.sql.directory.TextIndex.Line;

class TextIndexTest {
    private static final String SIGNS = "abc019._-";

    private final Random random = new Random(7);

    @Test
    void whateverIsDoneItIsWhatASortedMapHas() {
        TreeMap<String, Line> expected = new TreeMap<>();
        TextIndex index = new TextIndex(List.of());
        for (int i = 0; i < 3000; i++) {
            String key = key();
            if (random.nextInt(3) == 0) {
                expected.remove(key);
                index.remove(key);
            } else {
                Line line = line(key, i);
                expected.put(key, line);
                index.put(line);
            }
            if (i % 100 == 0) {
                String after = key();
                assertThat(index.find(after, 5, _ -> true))
                        .as("after %s", after)
                        .isEqualTo(expected.tailMap(after, false).values().stream()
                                .limit(5)
                                .toList());
            }
        }
        assertThat(index.find("", 10_000, _ -> true)).isEqualTo(new ArrayList<>(expected.values()));
        assertThat(new TextIndex(new ArrayList<>(expected.values())).find("", 10_000, _ -> true))
                .isEqualTo(new ArrayList<>(expected.values()));
    }

    @Test
    void whatIsGoneIsForgottenByItsNumber() {
        TextIndex index = new TextIndex(List.of(line("a", 1), line("b", 2)));
        index.remove(1);
        assertThat(index.find("", 9, _ -> true)).extracting(Line::key).containsExactly("b");
    }

    private static Line line(String key, int number) {
        return new Line(key + (number % 2 == 0 ? "\n" : " ") + "text " + number, number, 1, false);
    }

    private String key() {
        StringBuilder key = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            key.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return key.toString();
    }
}
