package org.tassis.mailflow.srs;

import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;

/// Knows the addresses that this server wrote into mail it passed on, so that bounces find the sender, also
/// where a domain has a catch-all. Only what this server signed is one of them. Any thread.
public final class ReturnRouter implements Router {
    private final Router people;
    private final Srs srs;

    /// @param people who has the addresses of this server
    public ReturnRouter(Router people, Srs srs) {
        this.people = people;
        this.srs = srs;
    }

    @Override
    public Route route(EmailAddress address) {
        Route route = people.route(address);
        if (route instanceof Route.Remote || !Srs.isRewritten(address)) {
            return route;
        }
        Optional<EmailAddress> original = srs.original(address);
        if (original.isEmpty()) {
            return route;
        }
        Route back = people.route(original.get());
        return back instanceof Route.Remote
                ? new Route.Reaches(List.of(new Target.Remote(original.get(), new Target.Reason.Returned(address))))
                : back;
    }
}
