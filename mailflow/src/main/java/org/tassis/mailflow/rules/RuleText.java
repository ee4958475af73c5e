package org.tassis.mailflow.rules;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// What texts of rules may hold.
public final class RuleText {
    private RuleText() {}

    static boolean isLine(String text, int least, int most) {
        return text.length() >= least
                && text.length() <= most
                && text.strip().equals(text)
                && text.codePoints().noneMatch(RuleText::isOdd);
    }

    static boolean isText(String text, int least, int most) {
        return text.length() >= least
                && text.length() <= most
                && text.codePoints().noneMatch(c -> c != '\n' && isOdd(c));
    }

    private static boolean isOdd(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c >= 0xd800 && c < 0xe000;
    }

    /// A name of a header field: RFC 5322 §2.2.
    static boolean isHeader(String name) {
        return name.matches("[\\x21-\\x39\\x3b-\\x7e]{1,80}");
    }

    static boolean isSender(String text) {
        return sender(text).filter(text::equals).isPresent();
    }

    /// What {@link RuleSet#blocked} holds for what somebody typed: an address, or a domain with or without
    /// an `@` before it.
    public static Optional<String> sender(String typed) {
        String text = typed.strip().toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        if (at > 0) {
            return EmailAddress.parse(text)
                    .filter(address -> isLine(address.toString(), 3, 320))
                    .map(address -> address.toString().toLowerCase(Locale.ROOT));
        }
        return DomainName.parse(at < 0 ? text : text.substring(1))
                .filter(domain -> domain.ascii().indexOf('.') > 0)
                .map(domain -> "@" + domain.ascii());
    }
}
