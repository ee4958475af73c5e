package org.tassis.directory;

import java.security.SecureRandom;

/// Makes passwords that can be read, said and typed: no letter that looks like another.
final class PasswordGenerator {
    /// The first characters of an app password, which are stored beside its hash.
    static final int SELECTOR = 6;

    private static final String CONSONANTS = "bdfghjkmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordGenerator() {}

    /// Three words of two syllables and a number, `kivo-tame-ruzo-274`: 47 bits, behind a slow hash and
    /// slowed logins.
    static String password() {
        StringBuilder out = new StringBuilder();
        for (int word = 0; word < 3; word++) {
            for (int syllable = 0; syllable < 2; syllable++) {
                out.append(pick(CONSONANTS)).append(pick(VOWELS));
            }
            out.append('-');
        }
        return out.append(100 + RANDOM.nextInt(900)).toString();
    }

    /// Five groups of four, `mk3x-...`: 99 bits, of which the selector gives away 25.
    static String appPassword() {
        return groups(20);
    }

    /// Letters and digits in groups of four.
    static String groups(int characters) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            if (i > 0 && i % 4 == 0) {
                out.append('-');
            }
            out.append(pick(LETTERS));
        }
        return out.toString();
    }

    private static char pick(String from) {
        return from.charAt(RANDOM.nextInt(from.length()));
    }
}
