package org.tassis.smtp.wire;

/// What message content must not hold: RFC 5321 §2.3.8, §4.1.1.4, §4.5.3.1.6.
public enum ContentFault {
    /// A CR without LF or a LF without CR: what servers disagree about, and so what smuggles messages past
    /// them.
    BARE_LINE_END,
    /// A NUL octet outside BINARYMIME.
    NUL,
    /// A line longer than the scanner was told to bear.
    LINE_TOO_LONG
}
