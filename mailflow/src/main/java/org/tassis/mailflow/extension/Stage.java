package org.tassis.mailflow.extension;

/// Where in the flow something is plugged in.
public enum Stage {
    /// The message is here and its sender waits for the answer: it may be refused, thrown away, or changed for some.
    RECEIVED,
    /// It leaves for other servers: it may be changed, for instance signed, or not leave for some.
    LEAVING
}
