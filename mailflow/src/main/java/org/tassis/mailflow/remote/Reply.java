package org.tassis.mailflow.remote;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.EnhancedStatus;
import org.tassis.mailflow.queue.DeliveryStatus;

/// What a server answered: RFC 5321 §4.2.
///
/// @param code  200 to 599
/// @param lines the text behind the code, at least one
record Reply(int code, List<String> lines) {
    private static final Pattern STATUS = Pattern.compile("([245])\\.([0-9]{1,3})\\.([0-9]{1,3})(?: .*)?");

    boolean isPositive() {
        return code < 300;
    }

    boolean isPermanent() {
        return code >= 500;
    }

    /// RFC 2034 §4, where it agrees with the code.
    private Optional<EnhancedStatus> enhanced() {
        Matcher matcher = STATUS.matcher(lines.getLast());
        return matcher.matches() && matcher.group(1).charAt(0) - '0' == code / 100
                ? Optional.of(new EnhancedStatus(
                        code / 100, Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /// As the end of an attempt. An answer that was not asked for (3yz, or good where only bad can be) is to be tried
    /// again.
    DeliveryStatus status(String host) {
        int type = code >= 500 ? 5 : code < 300 ? 2 : 4;
        return new DeliveryStatus(
                enhanced().filter(known -> known.type() == type).orElse(new EnhancedStatus(type, 0, 0)),
                Optional.of(host),
                code + " " + String.join(" ", lines));
    }
}
