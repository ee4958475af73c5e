package org.tassis.migration.imap;

/// The other server does not let us in, or shows a certificate that is not trusted. Trying again changes
/// nothing.
public final class NoLogin extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NoLogin(String message) {
        super(message, null, false, false);
    }
}
