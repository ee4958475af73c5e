package org.tassis.migration.file;

/// What was given cannot be taken as mail; the message says why, in words for people.
public final class NotMail extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotMail(String message) {
        super(message, null, false, false);
    }
}
