package org.tassis.mailflow.spam;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.mailflow.spam.SpamVerdict.Filing;

/// The verdict as it is kept with the message, in a field on top of it:
/// `X-Tassis-Spam: junk, score=7.3; spf-fail=2 example.org; learnt-spam=5.3 99`. Details are written such that
/// nothing in them ends an entry or a line. What arrives in this name from elsewhere is taken out. Stateless.
public final class SpamField {
    public static final String NAME = "X-Tassis-Spam";

    private static final int MOST = 40;

    private SpamField() {}

    /// The whole field, folded, with its line end.
    public static String render(SpamVerdict verdict) {
        StringBuilder out = new StringBuilder(NAME)
                .append(": ")
                .append(verdict.filing().name().toLowerCase(Locale.ROOT))
                .append(", score=")
                .append(number(verdict.score()));
        int column = out.length();
        int count = 0;
        for (Score score : verdict.scores()) {
            if (count++ == MOST) {
                break;
            }
            String entry = score.code() + "=" + number(score.weight())
                    + (score.detail().isEmpty() ? "" : " ") + escape(score.detail());
            out.append(';');
            if (column + entry.length() > 74) {
                out.append("\r\n");
                column = 0;
            }
            out.append(' ').append(entry);
            column += entry.length() + 2;
        }
        return out.append("\r\n").toString();
    }

    /// What {@link #parse} reads: the field without its name, unfolded.
    public static String value(SpamVerdict verdict) {
        return render(verdict).substring(NAME.length() + 1).replace("\r\n", "").strip();
    }

    /// @param value of the field, unfolded
    /// @return nothing when it is none of ours
    public static Optional<SpamVerdict> parse(String value) {
        String[] entries = value.split(";", MOST + 2);
        String[] head = entries[0].strip().split(",\\s*score=", 2);
        Optional<Filing> filing = filing(head[0]);
        Optional<Double> sum = head.length < 2 ? Optional.empty() : number(head[1]);
        if (filing.isEmpty() || sum.isEmpty()) {
            return Optional.empty();
        }
        List<Score> scores = new ArrayList<>();
        for (int i = 1; i < Math.min(entries.length, MOST + 1); i++) {
            String entry = entries[i].strip();
            int equals = entry.indexOf('=');
            int space = entry.indexOf(' ');
            int end = space < 0 ? entry.length() : space;
            if (equals < 1 || equals > end) {
                return Optional.empty();
            }
            Optional<Double> weight = number(entry.substring(equals + 1, end));
            if (weight.isEmpty()) {
                return Optional.empty();
            }
            scores.add(new Score(
                    entry.substring(0, equals),
                    weight.get(),
                    unescape(entry.substring(end).strip())));
        }
        return Optional.of(new SpamVerdict(filing.get(), sum.get(), scores));
    }

    private static Optional<Filing> filing(String word) {
        for (Filing filing : Filing.values()) {
            if (filing.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(filing);
            }
        }
        return Optional.empty();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value + 0.0)
                .replace("-0.0", "0.0")
                .replaceFirst("\\.0$", "");
    }

    private static Optional<Double> number(String text) {
        return text.matches("-?[0-9]{1,6}(\\.[0-9]{1,3})?") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c > ' ' && c < 0x7f && c != ';' && c != '%') {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02x", (int) c));
            }
        }
        return out.toString();
    }

    private static String unescape(String text) {
        byte[] out = new byte[text.length()];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (c == '%' && high >= 0 && low >= 0) {
                out[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[n++] = (byte) c;
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }
}
