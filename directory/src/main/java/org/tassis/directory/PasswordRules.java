package org.tassis.directory;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tassis.directory.DirectoryFailure.WeakPassword;
import org.tassis.directory.DirectoryFailure.WeakPassword.Reason;

/// Which passwords are good enough: long enough, not made of what everybody knows of their owner, no single
/// word, and strong by the estimate of zxcvbn. Thread-safe.
public final class PasswordRules {
    public static final int MIN_LENGTH = 8;

    /// Only the first characters are estimated: the estimate's cost grows faster than the length.
    private static final int MEASURED = 64;

    /// Letters of an alphabet with at most two other characters before and four behind.
    private static final Pattern ONE_WORD = Pattern.compile(
            "[^\\p{L}]{0,2}([\\p{L}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]]+)[^\\p{L}]{0,4}");

    private static final int MIN_ONE_WORD = 12;
    private static final int MIN_PART = 4;

    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.FRENCH, Locale.of("nl"));

    private final int minScore;

    /// Loaded at its first use: its dictionaries take time and memory that a server which sets no password
    /// saves.
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
            throw weak(Reason.TOO_LONG);
        }
        String password = PasswordText.normalise(typed).orElse("");
        if (password.codePointCount(0, password.length()) < MIN_LENGTH) {
            throw weak(typed.length() >= MIN_LENGTH && password.isEmpty() ? Reason.CHARACTERS : Reason.TOO_SHORT);
        }
        List<String> words = words(subject);
        String letters = folded(password);
        for (String word : words) {
            if (letters.contains(word) && letters.length() - word.length() < 4
                    || word.contains(letters) && letters.length() >= MIN_PART) {
                throw weak(Reason.OWNER);
            }
        }
        Matcher word = ONE_WORD.matcher(password);
        if (word.matches() && word.group(1).length() < MIN_ONE_WORD && minScore > 0) {
            throw weak(Reason.ONE_WORD);
        }
        Strength strength = measure(password, words);
        try {
            if (strength.getScore() < minScore) {
                throw new DirectoryException(new WeakPassword(Reason.GUESSABLE, hints(strength)));
            }
        } finally {
            strength.wipe();
        }
        return password;
    }

    /// How good it is, also when it is not good enough.
    ///
    /// @param subject as {@link #check} has it
    PasswordStrength strength(String typed, List<String> subject) {
        String measured = typed.length() > PasswordText.MAX_LENGTH ? "" : typed;
        int score = PasswordText.normalise(measured)
                .filter(password -> !password.isEmpty())
                .map(password -> score(password, words(subject)))
                .orElse(0);
        try {
            check(typed, subject);
            return new PasswordStrength(score, Optional.empty());
        } catch (DirectoryException e) {
            if (e.failure() instanceof WeakPassword weak) {
                return new PasswordStrength(Math.clamp(minScore - 1L, 0, score), Optional.of(weak));
            }
            throw e;
        }
    }

    private static int score(String password, List<String> words) {
        Strength strength = measure(password, words);
        try {
            return strength.getScore();
        } finally {
            strength.wipe();
        }
    }

    private static Strength measure(String password, List<String> words) {
        return Estimator.ZXCVBN.measure(password.substring(0, Math.min(MEASURED, password.length())), words);
    }

    private static Map<String, String> hints(Strength strength) {
        Map<String, String> hints = new HashMap<>();
        for (Locale language : LANGUAGES) {
            List<String> sentences = new ArrayList<>();
            sentences.add(strength.getFeedback().getWarning(language));
            sentences.addAll(strength.getFeedback().getSuggestions(language));
            hints.put(
                    language.getLanguage(),
                    sentences.stream()
                            .filter(text -> text != null && !text.isBlank())
                            .map(PasswordRules::sentence)
                            .collect(Collectors.joining(" ")));
        }
        return hints;
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

    private static DirectoryException weak(Reason reason) {
        return new DirectoryException(new WeakPassword(reason, Map.of()));
    }
}
