package org.tassis.net;

import java.io.IOException;
import java.util.Locale;

/// A listener could not be opened. The message names listener, host and port, and says why.
public final class ListenFailed extends IOException {
    public enum Reason {
        IN_USE("address in use"),
        NOT_PERMITTED("permission denied"),
        NO_SUCH_ADDRESS("this machine has no such address"),
        OTHER("refused by the system");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private final Reason reason;

    ListenFailed(Listener listener, Throwable cause) {
        this(listener, reasonOf(cause), cause);
    }

    private ListenFailed(Listener listener, Reason reason, Throwable cause) {
        super(
                listener.name() + ": cannot listen on "
                        + listener.address().map(a -> a.getHostAddress()).orElse("*") + ":" + listener.port() + ": "
                        + reason.words,
                cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// The system's error number does not reach Java; its words do, and they do not depend on the locale here
    /// because the process never calls setlocale(3).
    private static Reason reasonOf(Throwable cause) {
        var words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("in use")) {
            return Reason.IN_USE;
        }
        if (words.contains("permission") || words.contains("access")) {
            return Reason.NOT_PERMITTED;
        }
        return words.contains("assign") ? Reason.NO_SUCH_ADDRESS : Reason.OTHER;
    }
}
