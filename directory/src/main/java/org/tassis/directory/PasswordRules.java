package org.tassis.directory;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which passwords are good enough: long enough, not made of what everybody knows of their owner, no single word, and
/// strong by the estimate of zxcvbn. Thread-safe.
public final class PasswordRules {
    public static final int MIN_LENGTH = 8;

    /// Only the first characters are estimated: the estimate's cost grows faster than the length.
    private static final int MEASURED = 64;

    /// Letters of an alphabet with at most two other characters before and four behind.
    private static final Pattern ONE_WORD = Pattern.compile(
            "[^\\p{L}]{0,2}([\\p{L}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]]+)[^\\p{L}]{0,4}");

    private static final int MIN_ONE_WORD = 12;
    private static final int MIN_PART = 4;

    private final int minScore;

    /// Loaded at its first use: its dictionaries take time and memory that a server which sets no password saves.
    private static final class Estimator {
        static final Zxcvbn ZXCVBN = new Zxcvbn();
    }

    /// With the usual strength, 3 of 4: safe even when the stored hashes are stolen.
    public PasswordRules() {
        this(3);
    }

    /// @param minScore of zxcvbn, 0 to 4
    public PasswordRules(int minScore) {
        this.minScore = minScore;
    }

    /// @param subject what the password must not be: login, addresses, domains, real name
    /// @return the password in the form in which it is hashed
    /// @throws DirectoryException WeakPassword
    String check(String typed, List<String> subject) {
        if (typed.length() > PasswordText.MAX_LENGTH) {
            throw weak("The password is longer than " + PasswordText.MAX_LENGTH + " characters. Choose a shorter one.");
        }
        String password = PasswordText.normalise(typed).orElse("");
        if (password.codePointCount(0, password.length()) < MIN_LENGTH) {
            throw weak(
                    typed.length() >= MIN_LENGTH && password.isEmpty()
                            ? "The password has characters that cannot be typed everywhere. Use letters, digits and signs."
                            : "The password has fewer than " + MIN_LENGTH + " characters. Choose a longer one.");
        }
        List<String> words = words(subject);
        String letters = folded(password);
        for (String word : words) {
            if (letters.contains(word) && letters.length() - word.length() < 4
                    || word.contains(letters) && letters.length() >= MIN_PART) {
                throw weak("The password is the login name, address, domain or real name, or nearly."
                        + " Choose one that has nothing to do with you.");
            }
        }
        Matcher word = ONE_WORD.matcher(password);
        if (word.matches() && word.group(1).length() < MIN_ONE_WORD && minScore > 0) {
            throw weak(
                    "The password is a single word, perhaps with a number behind it, and dictionaries hold all words."
                            + " Use several words, or mix letters and digits.");
        }
        Strength strength =
                Estimator.ZXCVBN.measure(password.substring(0, Math.min(MEASURED, password.length())), words);
        try {
            if (strength.getScore() < minScore) {
                throw weak(reason(strength));
            }
        } finally {
            strength.wipe();
        }
        return password;
    }

    private static String reason(Strength strength) {
        StringBuilder why = new StringBuilder("The password is too easy to guess.");
        String warning = strength.getFeedback().getWarning(Locale.ENGLISH);
        if (warning != null && !warning.isBlank()) {
            why.append(' ').append(sentence(warning));
        }
        for (String suggestion : strength.getFeedback().getSuggestions(Locale.ENGLISH)) {
            why.append(' ').append(sentence(suggestion));
        }
        return why.toString();
    }

    private static String sentence(String text) {
        String trimmed = text.strip();
        return trimmed.endsWith(".") ? trimmed : trimmed + ".";
    }

    /// The subject's texts and their words of three letters or more, folded.
    private static List<String> words(List<String> subject) {
        List<String> words = new ArrayList<>();
        for (String text : subject) {
            String whole = folded(text);
            if (whole.length() >= 3) {
                words.add(whole);
            }
            for (String part : text.split("[^\\p{L}\\p{N}]+", -1)) {
                String word = folded(part);
                if (word.length() >= 3 && !word.equals(whole)) {
                    words.add(word);
                }
            }
        }
        return words.stream().distinct().toList();
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static DirectoryException weak(String why) {
        return new DirectoryException(new DirectoryFailure.WeakPassword(why));
    }
}
