package org.tassis.directory.contact;

import java.text.CollationKey;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.EmailAddress;

/// A book made ready for being asked: its live contacts by name, with the words that find them. Immutable.
final class Shelf {
    private static final Comparator<Entry> LATELY_FIRST = Comparator.comparing((Entry one) -> one.contact.collected())
            .thenComparing((Entry one) -> one.contact.used(), Comparator.reverseOrder())
            .thenComparing(one -> one.order);

    private final Book book;
    private final List<Entry> entries = new ArrayList<>();

    /// @param words of everything that a search looks at
    /// @param names of the name
    private record Entry(Contact contact, List<String> words, List<String> names, int order) {}

    Shelf(Book book) {
        this.book = book;
        Collator collator = Collator.getInstance(Locale.ROOT);
        collator.setStrength(Collator.SECONDARY);
        record Sorted(Contact contact, CollationKey key) {}
        List<Sorted> sorted = new ArrayList<>();
        for (Contact contact : book.live()) {
            sorted.add(
                    new Sorted(contact, collator.getCollationKey(contact.card().title())));
        }
        sorted.sort(Comparator.comparing(Sorted::key)
                .thenComparing(one -> one.contact().id()));
        for (Sorted one : sorted) {
            Card card = one.contact().card();
            List<String> names = Words.of(card.name());
            List<String> words = new ArrayList<>(names);
            words.addAll(Words.of(card.organisation()));
            for (EmailAddress address : card.addresses()) {
                words.add(address.key());
                words.addAll(Words.of(address.key()));
            }
            card.phones().forEach(phone -> words.add(phone.replaceAll("[^0-9+]", "")));
            words.addAll(Words.of(card.notes()));
            entries.add(new Entry(one.contact(), List.copyOf(words), names, entries.size()));
        }
    }

    Book book() {
        return book;
    }

    /// How much memory it takes, about: contacts.
    int weight() {
        return 1 + book.contacts().size();
    }

    /// By name: those of which each word begins a word.
    List<Contact> find(String typed) {
        List<String> wanted = spaced(typed);
        List<Contact> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (wanted.stream().allMatch(word -> starts(entry.words, word))) {
                found.add(entry.contact);
            }
        }
        return found;
    }

    List<Suggestion> complete(String typed, int most) {
        List<String> wanted = spaced(typed);
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.contact.card().addresses().isEmpty() && fits(entry, wanted)) {
                found.add(entry);
            }
        }
        found.sort(LATELY_FIRST);
        List<Suggestion> suggestions = new ArrayList<>();
        for (Group group : book.liveGroups()) {
            List<String> words = Words.of(group.name());
            if (suggestions.size() < most && wanted.stream().allMatch(word -> starts(words, word))) {
                List<String> members = members(group.id());
                if (!members.isEmpty()) {
                    suggestions.add(new Suggestion(group.name(), "", members));
                }
            }
        }
        int groups = suggestions.size();
        List<Suggestion> people = new ArrayList<>();
        for (Entry entry : found) {
            addresses(entry, wanted)
                    .forEach(address ->
                            people.add(new Suggestion(entry.contact.card().name(), address.toString(), List.of())));
            if (people.size() >= most) {
                break;
            }
        }
        // people are what is wanted nearly always; a group still has its place
        List<Suggestion> all =
                new ArrayList<>(people.subList(0, Math.min(people.size(), Math.max(most - groups, most / 2))));
        all.addAll(suggestions.subList(0, Math.min(groups, most - all.size())));
        return List.copyOf(all);
    }

    /// As a field of addresses has them; members without an address are left out.
    List<String> members(long group) {
        return entries.stream()
                .map(Entry::contact)
                .filter(one ->
                        one.groups().contains(group) && !one.card().addresses().isEmpty())
                .map(one -> typed(one.card().name(), one.card().addresses().getFirst()))
                .toList();
    }

    static String typed(String name, EmailAddress address) {
        if (name.isBlank() || name.equals(address.toString())) {
            return address.toString();
        }
        boolean plain = name.chars().allMatch(c -> c >= 0x80 || Character.isLetterOrDigit(c) || " -'_".indexOf(c) >= 0);
        return (plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"') + " <" + address + ">";
    }

    private static boolean fits(Entry entry, List<String> wanted) {
        return wanted.stream().allMatch(word -> starts(entry.names, word))
                || !addresses(entry, wanted).isEmpty();
    }

    /// Those that were meant: all when the name was, else those that begin so.
    private static List<EmailAddress> addresses(Entry entry, List<String> wanted) {
        List<EmailAddress> all = entry.contact.card().addresses();
        if (wanted.stream().allMatch(word -> starts(entry.names, word))) {
            return all;
        }
        return all.stream()
                .filter(address -> wanted.stream()
                        .allMatch(word -> Words.fold(address.key()).startsWith(word) || starts(entry.names, word)))
                .toList();
    }

    private static boolean starts(List<String> words, String beginning) {
        for (String word : words) {
            if (word.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    /// What is typed is told apart by blanks and commas alone, so that an address stays whole.
    private static List<String> spaced(String typed) {
        List<String> words = new ArrayList<>();
        for (String word : Words.fold(typed.length() > 200 ? typed.substring(0, 200) : typed)
                .split("[\\s,;<>\"()]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /// Sets of contacts of which one address, or without addresses the name, is the same.
    List<List<Contact>> duplicates() {
        Map<String, Integer> places = new HashMap<>();
        int[] leader = new int[entries.size()];
        for (int i = 0; i < leader.length; i++) {
            leader[i] = i;
            Card card = entries.get(i).contact.card();
            Set<String> keys = new TreeSet<>();
            card.addresses().forEach(address -> keys.add("@" + address.key()));
            if (!card.name().isEmpty()) {
                keys.add("=" + Card.key(card.name()) + "=" + Card.key(card.organisation()));
            }
            for (String key : keys) {
                Integer other = places.putIfAbsent(key, i);
                if (other != null) {
                    leader[root(leader, i)] = root(leader, other);
                }
            }
        }
        Map<Integer, List<Contact>> sets = new TreeMap<>();
        for (int i = 0; i < leader.length; i++) {
            sets.computeIfAbsent(root(leader, i), _ -> new ArrayList<>()).add(entries.get(i).contact);
        }
        return sets.values().stream().filter(set -> set.size() > 1).toList();
    }

    private static int root(int[] leader, int of) {
        int at = of;
        while (leader[at] != at) {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        return at;
    }
}
