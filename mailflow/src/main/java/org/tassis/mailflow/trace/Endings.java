package org.tassis.mailflow.trace;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.tassis.mailflow.spam.SpamSentences;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Connected;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.LeftOut;
import org.tassis.mailflow.trace.TraceEvent.Refused;

/// Says what an event means, in one plain sentence: English, French or Dutch; English for every other
/// language.
public final class Endings {
    static final String BUNDLE = "org.tassis.mailflow.trace.endings";

    private final ResourceBundle texts;
    private final SpamSentences verdicts;

    public Endings(Locale language) {
        this.verdicts = new SpamSentences(language);
        this.texts = ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /// May hold what strangers said.
    public String sentence(TraceEvent event) {
        return switch (event) {
            case Connected e -> text("connected", Map.of("host", host(e.peer())));
            case Refused e
            when e.cause().equals("Spam") ->
                text(e.enforced() ? "" : "observed", Map.of())
                        + text("refused.Spam", Map.of("host", host(e.peer()), "detail", verdict(e.detail())));
            case Refused e ->
                text(e.enforced() ? "" : "observed", Map.of())
                        + text(
                                known("refused." + e.cause()) ? "refused." + e.cause() : "refused",
                                Map.of(
                                        "sender",
                                        sender(e.sender()),
                                        "recipient",
                                        e.recipient(),
                                        "host",
                                        host(e.peer()),
                                        "detail",
                                        e.detail()));
            case Accepted e -> text("accepted", Map.of("sender", sender(e.sender()), "host", host(e.peer())));
            case Delivered e
            when e.login().equals(e.recipient()) -> text("delivered.there", Map.of("recipient", e.recipient()));
            case Delivered e -> text("delivered", Map.of("recipient", e.recipient(), "login", e.login()));
            case Attempted e ->
                text(
                        "attempted." + e.outcome().name(),
                        Map.of("recipient", e.recipient(), "host", e.host(), "detail", e.reply()));
            case Filtered e
            when e.action().equals("junk") ->
                text("filtered.junk", Map.of("recipient", e.recipient(), "detail", verdict(e.detail())));
            case Filtered e ->
                text(
                        known("filtered." + e.action()) ? "filtered." + e.action() : "filtered",
                        Map.of("recipient", e.recipient(), "detail", e.detail()));
            case Deleted e -> text("deleted", Map.of("recipient", e.recipient(), "detail", e.by()));
            case LeftOut e -> text("leftOut", Map.of("detail", Long.toString(e.events())));
        };
    }

    /// In sentences, when it is one of the spam filter.
    private String verdict(String detail) {
        List<String> sentences = verdicts.of(detail);
        return sentences.isEmpty() ? detail : String.join(" ", sentences);
    }

    private String sender(String address) {
        return address.isEmpty() ? text("nullSender", Map.of()) : address;
    }

    private static String host(Peer peer) {
        return peer.name().isEmpty() ? peer.address() : peer.name() + " [" + peer.address() + "]";
    }

    private boolean known(String key) {
        return texts.containsKey(key);
    }

    private String text(String key, Map<String, String> values) {
        if (key.isEmpty()) {
            return "";
        }
        String pattern = texts.getString(key);
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            int open = pattern.indexOf('{', at);
            int close = open < 0 ? -1 : pattern.indexOf('}', open);
            if (close < 0) {
                break;
            }
            out.append(pattern, at, open).append(values.getOrDefault(pattern.substring(open + 1, close), ""));
            at = close + 1;
        }
        return out.append(pattern, at, pattern.length()).toString();
    }
}
