package org.tassis.directory.desk;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.PageSession;

/// What one visit does to the browsers that are logged in to the pages, whosever: for operators. All methods
/// throw {@link DirectoryException} with NotAllowed.
public final class BrowserDesk {
    /// Sessions that are looked through, the latest first.
    private static final int SEARCHED = 5000;

    private final ServerDesk server;
    private final Directory directory;
    private final AccessRecords access;
    private final InstantSource clock;

    BrowserDesk(ServerDesk server, Directory directory, AccessRecords access, InstantSource clock) {
        this.server = server;
        this.directory = directory;
        this.access = access;
        this.clock = clock;
    }

    /// A browser that is logged in.
    ///
    /// @param operator whether it is an operator's
    public record Browser(PageSession session, Login login, boolean operator) {}

    /// The one seen last first; of the 5000 seen last.
    ///
    /// @param words part of the login, the address or what the browser says it is, in any case; empty: all
    public List<Browser> open(String words) {
        server.maySee();
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        List<Browser> found = new ArrayList<>();
        for (PageSession session : access.openSessions(clock.instant(), SEARCHED)) {
            directory
                    .visitor(session.account())
                    .map(owner -> new Browser(session, owner.account().login(), !owner.isMailbox()))
                    .filter(row -> ("https " + row.login() + " " + session.from() + " " + session.client())
                            .toLowerCase(Locale.ROOT)
                            .contains(wanted))
                    .ifPresent(found::add);
        }
        return found;
    }

    /// Logs one out.
    ///
    /// @param key of its session
    /// @return whether it was logged in
    public boolean end(String key) {
        server.mayRun();
        return access.session(key)
                .filter(session -> server.run(
                        () -> access.end(session.account(), key),
                        done -> done ? Optional.of(told(session)) : Optional.empty()))
                .isPresent();
    }

    private ServerDesk.Done told(PageSession session) {
        String login = directory
                .visitor(session.account())
                .map(AccountRecord::account)
                .map(account -> account.login().value())
                .orElse("-");
        ServerDesk.Done done = ServerDesk.Done.of("session end", login).from("client", session.from());
        return session.client().isEmpty() ? done : done.from("program", session.client());
    }
}
