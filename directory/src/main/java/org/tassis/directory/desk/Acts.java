package org.tassis.directory.desk;

import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// What one visit does, with the right to it checked and the audit log written.
record Acts(Directory directory, AuditRecords audit, InstantSource clock, Visit by) {
    /// What was done.
    ///
    /// @param before all that is known of the object as it was; empty when it is new
    /// @param after  likewise as it is; empty when it is gone
    record Done<T>(
            T result,
            String what,
            String object,
            Optional<CustomerId> customer,
            SortedMap<String, String> before,
            SortedMap<String, String> after) {}

    /// @param missing what is said when the object is somebody else's
    /// @throws DirectoryException NotAllowed, or `missing`
    void may(Action action, Supplier<DirectoryFailure> missing) {
        switch (Rights.of(by.actor(), action)) {
            case Rights.Answer.Allowed _ -> {}
            case Rights.Answer.Refused(String why) ->
                throw new DirectoryException(new DirectoryFailure.NotAllowed(why));
            case Rights.Answer.Hidden _ -> throw new DirectoryException(missing.get());
        }
    }

    /// For what is there for everyone to know.
    void may(Action action) {
        may(action, () -> new DirectoryFailure.NotAllowed("That is not yours."));
    }

    void may(Action.ServerAct act) {
        may(new Action.OnServer(act));
    }

    void may(Action.CustomerAct act, CustomerId customer) {
        may(new Action.OnCustomer(act, customer));
    }

    boolean isOperator() {
        return by.actor() instanceof Actor.Operator;
    }

    /// Whose things the visitor sees; empty: everyone's.
    Optional<CustomerId> horizon() {
        return switch (by.actor()) {
            case Actor.Operator _ -> Optional.empty();
            case Actor.DomainAdministrator administrator -> Optional.of(administrator.customer());
            case Actor.MailboxUser user -> Optional.of(user.customer());
        };
    }

    /// Changes and writes into the audit log, both or neither. `change` checks the right again on what it reads.
    <T> T act(Supplier<Done<T>> change) {
        return directory.together(() -> {
            Done<T> done = change.get();
            audit.append(new AuditEntry(
                    0,
                    clock.instant(),
                    by.actor().name(),
                    by.way(),
                    by.from(),
                    done.what(),
                    done.object(),
                    done.customer(),
                    Facts.unlike(done.before(), done.after()),
                    Facts.unlike(done.after(), done.before())));
            return done.result();
        });
    }
}
