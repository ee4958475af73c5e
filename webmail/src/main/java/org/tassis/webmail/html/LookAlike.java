package org.tassis.webmail.html;

import java.util.EnumSet;
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

    private LookAlike() {}

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
}
