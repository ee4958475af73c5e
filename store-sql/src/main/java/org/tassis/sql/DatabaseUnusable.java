package org.tassis.sql;

import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A database server cannot be used. The message says what it answered, on one line, without secrets.
public final class DatabaseUnusable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /// What the operator has to look at.
    public enum Reason {
        /// Nothing answers there, or not in time.
        UNREACHABLE,
        /// User or password are not accepted.
        LOGIN,
        /// The server has no such database.
        NO_DATABASE,
        OTHER
    }

    private DatabaseUnusable(Reason reason, String message, SQLException cause) {
        super(message, cause);
        this.reason = reason;
    }

    static DatabaseUnusable because(SQLException failure) {
        String text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return new DatabaseUnusable(reason(failure.getSQLState()), text, failure);
    }

    private static Reason reason(@Nullable String state) {
        if (state == null) {
            return Reason.OTHER;
        }
        return switch (state) {
            case "28000", "28P01" -> Reason.LOGIN;
            case "3D000" -> Reason.NO_DATABASE;
            default -> state.startsWith("08") || state.equals("57P03") ? Reason.UNREACHABLE : Reason.OTHER;
        };
    }

    public Reason reason() {
        return reason;
    }
}
