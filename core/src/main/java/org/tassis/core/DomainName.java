package org.tassis.core;

import com.ibm.icu.text.IDNA;
import java.util.Locale;
import java.util.Optional;

/// A mail domain, kept in its A-label form (`xn--...`), lower case: RFC 5890, UTS #46 non-transitional.
///
/// @param ascii labels of 1 to 63 letters, digits and inner hyphens, 253 octets at most, no trailing dot
public record DomainName(String ascii) implements Comparable<DomainName> {
    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.USE_STD3_RULES);

    public DomainName {
        if (!isAscii(ascii)) {
            throw new IllegalArgumentException("not a domain name: " + ascii);
        }
    }

    /// Accepts U-labels and A-labels in any case.
    public static Optional<DomainName> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (isAscii(lower) && !lower.contains("xn--")) {
            return Optional.of(new DomainName(lower));
        }
        if (text.length() > 253) {
            return Optional.empty();
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = new StringBuilder();
        UTS46.nameToASCII(text, ascii, info);
        String name = ascii.toString().toLowerCase(Locale.ROOT);
        return info.hasErrors() || !isAscii(name) ? Optional.empty() : Optional.of(new DomainName(name));
    }

    /// As people read it: U-labels where there are any.
    public String unicode() {
        if (!ascii.contains("xn--")) {
            return ascii;
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder out = new StringBuilder();
        UTS46.nameToUnicode(ascii, out, info);
        return info.hasErrors() ? ascii : out.toString();
    }

    private static boolean isAscii(String name) {
        int length = name.length();
        if (length == 0 || length > 253) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0 || name.charAt(i - 1) == '-') {
                    return false;
                }
                label = 0;
            } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && label > 0)) {
                if (++label > 63) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return label > 0 && name.charAt(length - 1) != '-';
    }

    @Override
    public int compareTo(DomainName other) {
        return ascii.compareTo(other.ascii);
    }

    @Override
    public String toString() {
        return ascii;
    }
}
