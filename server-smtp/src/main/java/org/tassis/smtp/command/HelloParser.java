package org.tassis.smtp.command;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Locale;
import org.tassis.smtp.reply.SmtpReply;

/// HELO and EHLO: RFC 5321 §4.1.1.1, §4.1.3. The name is looked at for its form only; it proves nothing.
/// deviates: underscores are taken, because names of home machines have them.
final class HelloParser {
    private HelloParser() {}

    static SmtpCommand parse(Verb word, String rest) throws CommandRefused {
        if (!(rest.startsWith("[") ? isLiteral(rest) : isName(rest))) {
            throw new CommandRefused(word, SmtpReply.NAME_WANTED);
        }
        return new SmtpCommand.Hello(word, rest);
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > 255) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-' && label > 0) {
                if (++label > 63) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return true; // a dot at the end is a name, too
    }

    static boolean isLiteral(String text) {
        if (!text.endsWith("]") || text.length() > 255) {
            return false;
        }
        String inner = text.substring(1, text.length() - 1);
        int colon = inner.indexOf(':');
        if (colon < 0) {
            return isIpv4(inner);
        }
        if (inner.substring(0, colon).toUpperCase(Locale.ROOT).equals("IPV6")) {
            return isIpv6(inner.substring(colon + 1));
        }
        return isIpv6(inner) || isGeneral(inner, colon); // some forget the tag
    }

    private static boolean isIpv4(String text) {
        try {
            return text.chars().filter(c -> c == '.').count() == 3
                    && text.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9')
                    && Inet4Address.ofLiteral(text).getAddress().length == 4;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isIpv6(String text) {
        try {
            return text.indexOf('%') < 0
                    && text.indexOf('[') < 0
                    && text.indexOf(':') >= 0
                    && Inet6Address.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// `Standardized-tag ":" 1*dcontent`
    private static boolean isGeneral(String inner, int colon) {
        String tag = inner.substring(0, colon);
        String content = inner.substring(colon + 1);
        return !tag.isEmpty()
                && !tag.endsWith("-")
                && tag.chars().allMatch(c -> c == '-' || c < 0x80 && Character.isLetterOrDigit(c))
                && !content.isEmpty()
                && content.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '[' && c != ']' && c != '\\');
    }
}
