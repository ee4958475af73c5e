package org.tassis.core;

/// An enhanced status code, `class.subject.detail`: RFC 3463 §2.
///
/// @param type    2, 4 or 5
/// @param subject 0 to 999
/// @param detail  0 to 999
public record EnhancedStatus(int type, int subject, int detail) {
    public EnhancedStatus {
        if ((type != 2 && type != 4 && type != 5) || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("no enhanced status: " + type + "." + subject + "." + detail);
        }
    }

    @Override
    public String toString() {
        return type + "." + subject + "." + detail;
    }
}
