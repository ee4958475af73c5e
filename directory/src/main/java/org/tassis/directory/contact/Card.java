package org.tassis.directory.contact;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.tassis.core.EmailAddress;

/// What is known of somebody. Texts have no control characters, notes none but line ends (LF); everything
/// fits: see the limits. One that says nothing at all is possible; {@link Contacts} refuses it.
///
/// @param name         perhaps empty
/// @param organisation perhaps empty
/// @param addresses    each once
/// @param phones       as they were written
/// @param notes        perhaps empty; lines end with LF
public record Card(String name, String organisation, List<EmailAddress> addresses, List<String> phones, String notes) {
    public static final int MAX_NAME = 200;
    public static final int MAX_NOTES = 4_000;
    public static final int MAX_ADDRESSES = 20;
    public static final int MAX_PHONES = 20;
    public static final int MAX_PHONE = 60;

    public static final Card EMPTY = new Card("", "", List.of(), List.of(), "");

    /// @throws IllegalArgumentException something is too long or too many: {@link #fitting} cuts
    public Card {
        addresses = List.copyOf(new LinkedHashSet<>(addresses));
        phones = List.copyOf(new LinkedHashSet<>(phones));
        if (name.length() > MAX_NAME
                || organisation.length() > MAX_NAME
                || notes.length() > MAX_NOTES
                || addresses.size() > MAX_ADDRESSES
                || phones.size() > MAX_PHONES
                || phones.stream().anyMatch(phone -> phone.isEmpty() || phone.length() > MAX_PHONE)
                || !line(name).equals(name)
                || !line(organisation).equals(organisation)
                || !phones.stream().allMatch(phone -> line(phone).equals(phone))
                || !text(notes).equals(notes)) {
            throw new IllegalArgumentException("a card has its limits");
        }
    }

    /// From outside: what does not fit is cut off, control characters become blanks.
    public static Card fitting(
            String name, String organisation, List<EmailAddress> addresses, List<String> phones, String notes) {
        List<String> numbers = new ArrayList<>();
        for (String phone : phones) {
            String number = cut(line(phone), MAX_PHONE);
            if (!number.isEmpty() && !numbers.contains(number) && numbers.size() < MAX_PHONES) {
                numbers.add(number);
            }
        }
        return new Card(
                cut(line(name), MAX_NAME),
                cut(line(organisation), MAX_NAME),
                new LinkedHashSet<>(addresses).stream().limit(MAX_ADDRESSES).toList(),
                numbers,
                cut(text(notes), MAX_NOTES));
    }

    /// What a list calls it: its name, without one its organisation, without that its first address or
    /// number.
    public String title() {
        if (!name.isEmpty()) {
            return name;
        }
        if (!organisation.isEmpty()) {
            return organisation;
        }
        if (!addresses.isEmpty()) {
            return addresses.getFirst().toString();
        }
        return phones.isEmpty() ? notes.lines().findFirst().orElse("") : phones.getFirst();
    }

    public boolean isEmpty() {
        return name.isEmpty() && organisation.isEmpty() && addresses.isEmpty() && phones.isEmpty() && notes.isEmpty();
    }

    /// What both say: the name of this one, or of the other when this has none.
    Card merged(Card other) {
        List<EmailAddress> all = new ArrayList<>(addresses);
        all.addAll(other.addresses);
        List<String> numbers = new ArrayList<>(phones);
        numbers.addAll(other.phones);
        String more = notes.contains(other.notes) ? notes : notes.isEmpty() ? other.notes : notes + "\n" + other.notes;
        return fitting(
                name.isEmpty() ? other.name : name,
                organisation.isEmpty() ? other.organisation : organisation,
                all,
                numbers,
                more);
    }

    /// Whether `other` says nothing that this one does not.
    boolean has(Card other) {
        return merged(other).equals(this);
    }

    /// Without case, and with one blank for several.
    static String key(String name) {
        return Words.fold(name).strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static String line(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isOdd(c) ? ' ' : c));
        return out.toString().strip();
    }

    private static String text(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .codePoints()
                .forEach(c -> out.appendCodePoint(c != '\n' && isOdd(c) ? ' ' : c));
        return out.toString().strip();
    }

    /// Half a pair of surrogates cannot be kept by every database.
    private static boolean isOdd(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c >= 0xd800 && c < 0xe000;
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end).strip();
    }
}
