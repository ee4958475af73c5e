package org.tassis.backup;

/// A backup cannot be made, read or put back. The message says what happened to which object, and what to do.
public class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BackupException(String message) {
        super(message);
    }

    public BackupException(String message, Throwable cause) {
        super(message, cause);
    }

    /// An object at the target is not there, or is not what was written.
    public static final class Damaged extends BackupException {
        private static final long serialVersionUID = 1;

        private final String object;

        public Damaged(String object, String what) {
            super(object + " " + what);
            this.object = object;
        }

        /// Its name at the target.
        public String object() {
            return object;
        }
    }
}
