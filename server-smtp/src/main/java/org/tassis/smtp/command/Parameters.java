package org.tassis.smtp.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `Mail-parameters` and `Rcpt-parameters`: RFC 5321 §4.1.2.
final class Parameters {
    private Parameters() {}

    /// Keywords in upper case with their values (empty text for none); nothing when one is malformed or
    /// there twice.
    static Optional<Map<String, String>> parse(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ' ') {
                at++;
                continue;
            }
            int end = text.indexOf(' ', at);
            if (end < 0) {
                end = text.length();
            }
            int equals = text.indexOf('=', at);
            boolean valued = equals >= 0 && equals < end;
            String keyword = text.substring(at, valued ? equals : end);
            String value = valued ? text.substring(equals + 1, end) : "";
            if (!isKeyword(keyword)
                    || valued && !isValue(value)
                    || found.put(keyword.toUpperCase(Locale.ROOT), value) != null) {
                return Optional.empty();
            }
            at = end;
        }
        return Optional.of(found);
    }

    /// Up to 20 digits, at most `Long.MAX_VALUE`; -1 when it is no such number.
    static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 20) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    private static boolean isKeyword(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' && i > 0)) {
                return false;
            }
        }
        return !word.isEmpty();
    }

    private static boolean isValue(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '=' && c != 0x7f);
    }
}
