package org.tassis.web;

import java.util.Optional;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// Who asks for a page: an account, in one browser in which it has logged in. A controller's method may
/// have a parameter of this type; it is never missing on a page that needs a login.
///
/// @param record as it is now, not as it was when the session began
/// @param from   the address the request came from
public record Visitor(AccountRecord record, WebSession session, String from) {
    /// Whoever the present request comes from.
    public static Optional<Visitor> current() {
        return VisitorContexts.current();
    }

    public Account account() {
        return record.account();
    }

    /// As whom this visitor changes things.
    public Visit visit(Desk desk) {
        return new Visit(desk.actor(record), "page", from);
    }
}
