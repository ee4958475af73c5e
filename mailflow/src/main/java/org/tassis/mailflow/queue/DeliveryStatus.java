package org.tassis.mailflow.queue;

import java.util.Optional;
import org.tassis.core.EnhancedStatus;

/// What an attempt ended with, for people, for notifications (RFC 3464 §2.3) and for the record.
///
/// @param code  RFC 3463
/// @param host  that said so, by name; empty when it was this server that found out
/// @param reply what it said, its reply code first; or this server's own words. One line of printable characters, at
///              most {@link #MAX_REPLY}
public record DeliveryStatus(EnhancedStatus code, Optional<String> host, String reply) {
    public static final int MAX_REPLY = 500;
    private static final int MAX_HOST = 255;

    public DeliveryStatus {
        host = host.map(name -> clean(name, MAX_HOST)).filter(name -> !name.isEmpty());
        reply = clean(reply, MAX_REPLY);
    }

    /// Found out by this server itself.
    public static DeliveryStatus here(int type, int subject, int detail, String words) {
        return new DeliveryStatus(new EnhancedStatus(type, subject, detail), Optional.empty(), words);
    }

    public boolean isPermanent() {
        return code.type() == 5;
    }

    public boolean isSuccess() {
        return code.type() == 2;
    }

    /// `4.4.1 (mx.example.net) 421 Too busy`
    @Override
    public String toString() {
        return code + host.map(name -> " (" + name + ")").orElse("") + " " + reply;
    }

    /// A foreign server's words must not break a line, a table or a database column.
    private static String clean(String text, int most) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && out.length() < most; i++) {
            char c = text.charAt(i);
            boolean odd = c < ' ' || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029;
            out.append(odd ? ' ' : c);
        }
        return out.toString().strip();
    }
}
