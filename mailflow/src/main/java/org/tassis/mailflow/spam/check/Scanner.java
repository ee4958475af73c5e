package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.time.Duration;
import org.tassis.mailflow.Reception;
import org.tassis.message.MessageContent;

/// Another program that is asked about messages. Any thread.
public sealed interface Scanner permits ClamAv, Rspamd {
    /// For the log.
    String name();

    ScannerSettings settings();

    /// What it reads of an answer is bounded.
    ///
    /// @param cancellation is told how to end it when it takes too long
    /// @throws IOException it does not answer, or not in a way that can be understood
    Finding ask(Reception reception, MessageContent content, Cancellation cancellation) throws IOException;

    /// @param address   `host:port`, or the path of a socket
    /// @param timeLimit for one message, all in all
    record ScannerSettings(String address, Duration timeLimit, WhenDown whenDown) {}

    /// What becomes of a message about which a program does not answer.
    enum WhenDown {
        /// It goes on as if there were no such program.
        ACCEPT,
        /// Its sender is to come again.
        DEFER
    }
}
