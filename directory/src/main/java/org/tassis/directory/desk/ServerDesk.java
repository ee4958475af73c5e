package org.tassis.directory.desk;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// What one visit does to what is not in the directory: the queue, lists, keys, those who wait. The right is checked
/// before, the audit log is written behind: these have transactions of their own. All methods throw
/// {@link DirectoryException} with NotAllowed.
public final class ServerDesk {
    private final Acts acts;

    ServerDesk(Acts acts) {
        this.acts = acts;
    }

    /// @throws DirectoryException NotAllowed
    public void may(Action action) {
        acts.may(action);
    }

    /// @param missing what is said when the object is somebody else's
    /// @throws DirectoryException NotAllowed, or `missing`
    public void may(Action action, Supplier<DirectoryFailure> missing) {
        acts.may(action, missing);
    }

    /// Does it, and remembers it.
    ///
    /// @param what   the act, such as `queue hold`
    /// @param object to what
    /// @param facts  names and values as they are afterwards, none of them secret
    public <T> T act(Action action, String what, String object, SortedMap<String, String> facts, Supplier<T> change) {
        acts.may(action);
        T result = change.get();
        Optional<CustomerId> customer =
                switch (action) {
                    case Action.OnCustomer(Action.CustomerAct _, CustomerId owner) -> Optional.of(owner);
                    case Action.OnMailbox(Action.MailboxAct _, CustomerId owner, var _) -> Optional.of(owner);
                    case Action.OnServer _, Action.OnToken _ -> Optional.empty();
                };
        return acts.act(() -> new Acts.Done<>(result, what, object, customer, Facts.NONE, facts));
    }

    /// Likewise, with nothing to tell but that it was done.
    public <T> T act(Action action, String what, String object, Supplier<T> change) {
        return act(action, what, object, new TreeMap<>(), change);
    }
}
