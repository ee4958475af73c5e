package org.tassis.mailflow.sieve;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;

/// Flags as Sieve writes them, words with spaces between: RFC 5232 §2. Without regard to case; each once, in
/// the order they came. What is no flag, or none that a message can keep, is passed over.
final class FlagList {
    private static final int MAX_FLAGS = 100;

    private final Map<String, String> words = new LinkedHashMap<>();

    private FlagList() {}

    static FlagList of(Collection<String> lists) {
        var flags = new FlagList();
        flags.add(lists);
        return flags;
    }

    void add(Collection<String> lists) {
        for (var list : lists) {
            for (var word : list.split(" ", -1)) {
                if (isFlag(word) && words.size() < MAX_FLAGS) {
                    words.putIfAbsent(word.toLowerCase(Locale.ROOT), word);
                }
            }
        }
    }

    void remove(Collection<String> lists) {
        for (var list : lists) {
            for (var word : list.split(" ", -1)) {
                words.remove(word.toLowerCase(Locale.ROOT));
            }
        }
    }

    private static boolean isFlag(String word) {
        return word.startsWith("\\") ? SystemFlag.named(word).isPresent() : Flags.isKeyword(word);
    }

    List<String> words() {
        return List.copyOf(words.values());
    }

    Flags flags() {
        if (words.isEmpty()) {
            return Flags.NONE;
        }
        var system = EnumSet.noneOf(SystemFlag.class);
        var keywords = new TreeSet<String>();
        for (var word : words.values()) {
            SystemFlag.named(word).ifPresentOrElse(system::add, () -> keywords.add(word));
        }
        return Flags.of(system, keywords);
    }

    @Override
    public String toString() {
        return String.join(" ", words.values());
    }
}
