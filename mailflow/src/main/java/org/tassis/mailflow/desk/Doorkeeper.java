package org.tassis.mailflow.desk;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Trusted;
import org.tassis.greylist.Visitor;

/// Who waits at the door and who was let in, for operators. Any thread; blocks. All methods throw
/// {@link org.tassis.directory.DirectoryException} for who may not.
public final class Doorkeeper {
    private final Desk desk;
    private final Greylist greylist;

    public Doorkeeper(Desk desk, Greylist greylist) {
        this.desk = desk;
        this.greylist = greylist;
    }

    /// Who came last is first.
    ///
    /// @param limit 1 to {@link org.tassis.greylist.WaitingRoom#MOST}
    public List<Visitor> list(Visit by, Visitor.State state, int limit) {
        desk.server(by).maySee();
        return greylist.visitors(state, Optional.empty(), limit);
    }

    /// When one who waits is taken, if it comes again.
    public Instant opens(Visitor visitor) {
        return greylist.opens(visitor);
    }

    /// @return who was let in; empty when nobody of that number waits any more
    public Optional<Visitor> letIn(Visit by, long id) {
        return desk.server(by)
                .run(
                        () -> {
                            Optional<Visitor> known = greylist.visitor(id);
                            known.ifPresent(greylist::letIn);
                            return known;
                        },
                        known -> known.map(visitor -> told("greylist let in", visitor)));
    }

    /// @return who was forgotten
    public Optional<Visitor> forget(Visit by, long id) {
        return desk.server(by)
                .run(
                        () -> {
                            Optional<Visitor> known = greylist.visitor(id);
                            known.ifPresent(greylist::forget);
                            return known;
                        },
                        known -> known.map(visitor -> told("greylist forget", visitor)));
    }

    /// Who is trusted, who sent last first.
    ///
    /// @param part  of the sender, the network or the domain; empty: all
    /// @param limit 1 to {@link org.tassis.greylist.WaitingRoom#MOST}
    public List<Trust> trusted(Visit by, String part, Optional<Trust.Place> after, int limit) {
        desk.server(by).maySee();
        return greylist.trusted(part, after, limit);
    }

    /// @return who waits anew from now on
    public Optional<Trust> distrust(Visit by, long id) {
        return desk.server(by)
                .run(
                        () -> {
                            Optional<Trust> known = greylist.trusted(id);
                            known.ifPresent(greylist::forget);
                            return known;
                        },
                        known -> known.map(trust -> ServerDesk.Done.of("greylist distrust", trust.text())));
    }

    /// It need not wait from now on.
    ///
    /// @param who as {@link Greylist#whom} or a list says
    public Trust trust(Visit by, Trusted who) {
        return desk.server(by)
                .run(
                        () -> greylist.trust(who),
                        trust -> Optional.of(ServerDesk.Done.of("greylist trust", trust.text())));
    }

    private static ServerDesk.Done told(String what, Visitor visitor) {
        return ServerDesk.Done.of(
                        what, visitor.sender().map(EmailAddress::toString).orElse("<>"))
                .to("recipient", visitor.recipient().toString())
                .to("client", visitor.client().getHostAddress());
    }
}
