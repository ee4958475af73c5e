package org.tassis.imap.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tassis.core.MailboxId;
import org.tassis.imap.command.SearchKey;
import org.tassis.store.MailStore;
import org.tassis.store.TextIndex;

/// Which messages are like what somebody types, and how much: RFC 6203 §4. What the index finds by words in
/// any form; without one, nothing but what matches exactly. Immutable.
public final class Relevance {
    private static final int MOST = 1_000;
    private static final int BEST = 100;

    /// Of a message that matches and is not among those that the index names.
    private static final int EXACT = 50;

    private final Map<Long, Integer> scores;

    private Relevance(Map<Long, Integer> scores) {
        this.scores = scores;
    }

    /// Asks the index for the words of all keys that are FUZZY.
    public static Relevance of(MailStore store, MailboxId mailbox, SearchKey key) {
        List<String> words = new ArrayList<>();
        words(key, false, words);
        if (words.isEmpty()) {
            return new Relevance(Map.of());
        }
        List<TextIndex.Similar> similar = store.textIndex().similar(List.of(mailbox), String.join(" ", words), MOST);
        float best = similar.isEmpty() ? 1 : similar.getFirst().score();
        Map<Long, Integer> scores = new HashMap<>();
        for (TextIndex.Similar one : similar) {
            scores.put(one.uid(), Math.clamp(Math.round(BEST * one.score() / best), 1, BEST));
        }
        return new Relevance(scores);
    }

    private static void words(SearchKey key, boolean fuzzy, List<String> into) {
        switch (key) {
            case SearchKey.Fuzzy(SearchKey inner) -> words(inner, true, into);
            case SearchKey.And and -> and.keys().forEach(one -> words(one, fuzzy, into));
            case SearchKey.Or or -> {
                words(or.one(), fuzzy, into);
                words(or.other(), fuzzy, into);
            }
            case SearchKey.Header(String _, String text) when fuzzy -> into.add(text);
            case SearchKey.Body(String text) when fuzzy -> into.add(text);
            case SearchKey.Text(String text) when fuzzy -> into.add(text);
            default -> {} // negations name what is not wanted
        }
    }

    /// Whether the message is like the words.
    boolean names(long uid) {
        return scores.containsKey(uid);
    }

    /// From 1 to 100.
    public int score(long uid) {
        return scores.getOrDefault(uid, EXACT);
    }
}
