package org.tassis.imap.reply;

/// How many messages one command is about at most: RFC 9738 §3. Immutable.
///
/// @param most      0 when there is no such limit
/// @param savesOnly only COPY and APPEND are limited, which is told as SAVELIMIT instead of MESSAGELIMIT
public record MessageLimit(int most, boolean savesOnly) {
    public static final MessageLimit NONE = new MessageLimit(0, false);

    public MessageLimit {
        if (most < 0) {
            throw new IllegalArgumentException("a limit is positive");
        }
    }
}
