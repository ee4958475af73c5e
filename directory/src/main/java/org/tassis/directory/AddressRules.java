package org.tassis.directory;

import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryFailure.BadValue.Rule;

/// What may be typed into the directory. Stricter than what mail allows: what is made here must be usable
/// by everyone.
final class AddressRules {
    static final int MAX_REAL_NAME = 200;

    private static final List<String> LANGUAGES = List.of("en", "fr", "nl");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z0-9][A-Z0-9+=_.-]{0,63}");
    private static final int MAX_CAPABILITIES = 50;
    private static final int MAX_WORD = 40;

    private AddressRules() {}

    /// Two parts at least, and not something that looks like an IP address.
    static void checkDomain(DomainName name) {
        String ascii = name.ascii();
        String last = ascii.substring(ascii.lastIndexOf('.') + 1);
        if (last.length() == ascii.length()) {
            throw bad(Rule.DOMAIN, "The domain name " + ascii, "has at least two parts, such as example.org");
        }
        if (last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad(
                    Rule.DOMAIN,
                    "The domain name " + ascii,
                    "looks like an IP address; it must end in a word, such as .org");
        }
    }

    /// A local part of letters, digits and the usual signs of any script, without quoting, spaces or what
    /// is invisible.
    static void checkAddress(EmailAddress address) {
        String local = address.local();
        if (address.toString().startsWith("\"")) {
            throw bad(
                    Rule.ADDRESS,
                    "The address " + address,
                    "has no spaces, quotes, brackets, commas, colons or semicolons");
        }
        boolean visible = local.codePoints().allMatch(c -> switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.CONTROL,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        });
        if (!visible) {
            throw bad(
                    Rule.ADDRESS,
                    "The address " + local.replaceAll("\\P{Graph}", "?") + "@" + address.domain(),
                    "has only visible characters");
        }
        if (local.indexOf('%') >= 0 || local.indexOf('!') >= 0 || local.indexOf('/') >= 0 || local.indexOf('|') >= 0) {
            throw bad(Rule.ADDRESS, "The address " + address, "has no %, !, / or | before the @");
        }
    }

    static void checkCount(Collection<EmailAddress> addresses) {
        if (addresses.size() > Directory.MAX_ADDRESSES) {
            throw new DirectoryException(
                    new DirectoryFailure.TooMany("addresses of one mailbox", Directory.MAX_ADDRESSES));
        }
    }

    static void checkTargets(String what, Collection<EmailAddress> targets) {
        if (targets.isEmpty()) {
            throw bad(Rule.NO_TARGET, what, "leads to one address at least");
        }
        if (targets.size() > Redirections.MAX_TARGETS) {
            throw new DirectoryException(
                    new DirectoryFailure.TooMany("addresses that mail is passed on to", Redirections.MAX_TARGETS));
        }
    }

    /// Printable Unicode on any number of lines, with tabs.
    static void checkLines(String what, String text, int min, int max) {
        checkText(what, text.replace('\n', ' ').replace('\t', ' '), min, max);
    }

    /// Printable Unicode on one line.
    static void checkText(String what, String text, int min, int max) {
        if (text.length() < min) {
            throw bad(Rule.EMPTY, what, "is not empty");
        }
        if (text.length() > max) {
            throw bad(Rule.TOO_LONG, what, "has at most " + max + " characters");
        }
        boolean plain = text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        });
        if (!plain) {
            throw bad(Rule.CHARACTERS, what, "has no control characters and is valid Unicode");
        }
    }

    static void checkLanguage(Locale language) {
        if (!LANGUAGES.contains(language.toLanguageTag())) {
            throw bad("The language", "is one of " + String.join(", ", LANGUAGES));
        }
    }

    /// In upper case, each an atom.
    static Set<String> capabilities(Set<String> names) {
        Set<String> upper = new LinkedHashSet<>();
        for (String name : names) {
            String capability = name.toUpperCase(Locale.ROOT);
            if (!CAPABILITY.matcher(capability).matches()) {
                throw bad("The capability " + name.replaceAll("[^\\x21-\\x7e]", "?"), "is a word such as IDLE");
            }
            upper.add(capability);
        }
        if (upper.size() > MAX_CAPABILITIES) {
            throw new DirectoryException(new DirectoryFailure.TooMany("hidden capabilities", MAX_CAPABILITIES));
        }
        return upper;
    }

    /// `monsite` for `monsite.be`: letters and digits without accents, ending in no digit so that a number
    /// can follow.
    static String loginWord(DomainName domain) {
        String unicode = domain.unicode();
        String label = unicode.substring(0, (unicode + ".").indexOf('.'));
        String plain = Normalizer.normalize(label, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]", "")
                .replaceAll("^-+|-+$", "");
        if (plain.isEmpty()) {
            plain = "mailbox";
        }
        String word = plain.substring(0, Math.min(MAX_WORD, plain.length()));
        char last = word.charAt(word.length() - 1);
        return last >= '0' && last <= '9' ? word + "-" : word;
    }

    static DirectoryException bad(Rule rule, String what, String why) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why, rule));
    }

    static DirectoryException bad(String what, String why) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why));
    }
}
