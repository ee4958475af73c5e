package org.tassis.directory.desk;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// What one visit does to what is not in the directory: the queue, lists, keys, those who wait. The right
/// is checked before, the audit log is written behind: these have transactions of their own. All methods
/// throw {@link DirectoryException} with NotAllowed.
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

    // ---- for pages ----

    /// Operators only.
    public void maySee() {
        acts.may(Action.ServerAct.SEE_EVERYTHING);
    }

    /// Operators only.
    public void mayRun() {
        acts.may(Action.ServerAct.RUN);
    }

    /// Whose things the visitor sees; empty: everyone's.
    public Optional<CustomerId> horizon() {
        Optional<CustomerId> horizon = acts.horizon();
        if (horizon.isPresent()) {
            acts.may(Action.CustomerAct.SEE, horizon.get());
        } else {
            maySee();
        }
        return horizon;
    }

    /// What was done to an object of the server.
    ///
    /// @param what   such as `queue hold`
    /// @param before what is known of it as it was; name and value
    /// @param after  likewise, as it is
    public record Done(String what, String object, SortedMap<String, String> before, SortedMap<String, String> after) {
        public static Done of(String what, String object) {
            return new Done(what, object, Facts.NONE, Facts.NONE);
        }

        public Done from(String name, String value) {
            return new Done(what, object, with(before, name, value), after);
        }

        public Done to(String name, String value) {
            return new Done(what, object, before, with(after, name, value));
        }

        private static SortedMap<String, String> with(SortedMap<String, String> facts, String name, String value) {
            SortedMap<String, String> all = new TreeMap<>(facts);
            all.put(name, value);
            return all;
        }
    }

    /// Changes the running server, when the visitor may, and remembers what `done` makes of the result.
    public <T> T run(Supplier<T> change, Function<T, Optional<Done>> done) {
        mayRun();
        return remembered(change.get(), Optional.empty(), done);
    }

    /// As {@link #run}, to a mailbox: for operators and the customer's administrator.
    ///
    /// @throws DirectoryException NoSuchMailbox when it is somebody else's
    public <T> T onMailbox(AccountRecord mailbox, Supplier<T> change, Function<T, Optional<Done>> done) {
        acts.may(
                new Action.OnMailbox(
                        Action.MailboxAct.CHANGE,
                        mailbox.customer(),
                        mailbox.account().id()),
                () -> new DirectoryFailure.NoSuchMailbox(
                        mailbox.account().login().value()));
        return remembered(change.get(), Optional.of(mailbox.customer()), done);
    }

    private <T> T remembered(T result, Optional<CustomerId> customer, Function<T, Optional<Done>> done) {
        done.apply(result)
                .ifPresent(told -> acts.act(() ->
                        new Acts.Done<>(told, told.what(), told.object(), customer, told.before(), told.after())));
        return result;
    }
}
