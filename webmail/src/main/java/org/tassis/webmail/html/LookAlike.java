package org.tassis.webmail.html;

import java.net.IDN;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether letters were chosen to look like others: a word that mixes scripts of which one has letters like
/// the other's. After Unicode TS 39 §5, "highly restrictive": Latin goes together with the scripts of
/// Chinese, Japanese and Korean, and with nothing else.
public final class LookAlike {
    private static final Set<Character.UnicodeScript> EAST_ASIAN = EnumSet.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.BOPOMOFO,
            Character.UnicodeScript.HANGUL,
            Character.UnicodeScript.LATIN);

    /// Letters of Cyrillic and Greek by the Latin ones that they look like.
    private static final Map<Integer, Integer> TWINS =
            twins("авеѕіјкмнорсԁтухһԛԝӏгпαικνορτυχ", "abesijkmhopcdtyxhqwlrnaikvoptux");

    private LookAlike() {}

    private static Map<Integer, Integer> twins(String others, String latin) {
        Map<Integer, Integer> twins = new HashMap<>();
        for (int i = 0; i < others.length(); i++) {
            twins.put((int) others.charAt(i), (int) latin.charAt(i));
        }
        return Map.copyOf(twins);
    }

    /// @param text of which each word is looked at: a name, or an address
    public static boolean mixesScripts(String text) {
        Set<Character.UnicodeScript> scripts = EnumSet.noneOf(Character.UnicodeScript.class);
        for (int i = 0; i <= text.length(); ) {
            int c = i < text.length() ? text.codePointAt(i) : ' ';
            if (Character.isLetter(c)) {
                scripts.add(Character.UnicodeScript.of(c));
            } else if (Character.isWhitespace(c) || c == '.' || c == '@' || c == '(' || c == ')') {
                scripts.remove(Character.UnicodeScript.COMMON);
                scripts.remove(Character.UnicodeScript.INHERITED);
                if (scripts.size() > 1 && !EAST_ASIAN.containsAll(scripts)) {
                    return true;
                }
                scripts.clear();
            }
            i += Character.charCount(c);
        }
        return false;
    }

    /// Whether all letters of a domain's part are of another script, chosen to look Latin: as a word in
    /// Cyrillic or Greek that a reader takes for a known name. Below a top level of that script it is a
    /// name like others.
    ///
    /// @param address or domain, also as DNS writes it (RFC 5890 §2.3.2.1)
    public static boolean looksLatin(String address) {
        String domain = unicode(address.substring(address.lastIndexOf('@') + 1));
        String top = domain.substring(domain.lastIndexOf('.') + 1);
        if (top.chars().anyMatch(c -> c > 0x7F)) {
            return false;
        }
        for (String label : domain.split("\\.", -1)) {
            if (label.chars().anyMatch(c -> c > 0x7F)
                    && label.codePoints().filter(Character::isLetter).allMatch(c -> TWINS.containsKey(c) || c < 0x80)) {
                return true;
            }
        }
        return false;
    }

    /// Which of the domains that somebody trusts an address looks like without being of it.
    public static Optional<String> imitated(String address, Collection<String> trusted) {
        String domain = unicode(address.substring(address.lastIndexOf('@') + 1)).toLowerCase(Locale.ROOT);
        String bones = bones(domain);
        return trusted.stream()
                .map(one -> unicode(one).toLowerCase(Locale.ROOT))
                .filter(one -> !domain.equals(one) && !domain.endsWith("." + one))
                .filter(one -> bones(one).equals(bones))
                .findFirst();
    }

    /// What is left when letters that look the same are the same.
    private static String bones(String text) {
        StringBuilder bones = new StringBuilder(text.length());
        text.codePoints().forEach(c -> bones.appendCodePoint(TWINS.getOrDefault(c, c)));
        return bones.toString()
                .replace("rn", "m")
                .replace("vv", "w")
                .replace('0', 'o')
                .replace('1', 'l')
                .replace('i', 'l');
    }

    private static String unicode(String domain) {
        try {
            return IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException _) {
            return domain;
        }
    }
}
