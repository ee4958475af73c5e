package org.tassis.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.imap.command.Append;
import org.tassis.imap.command.Capability;
import org.tassis.imap.command.Close;
import org.tassis.imap.command.CommandReader;
import org.tassis.imap.command.Enable;
import org.tassis.imap.command.Id;
import org.tassis.imap.command.Idle;
import org.tassis.imap.command.ImapCommand;
import org.tassis.imap.command.Logout;
import org.tassis.imap.command.Noop;
import org.tassis.imap.command.Notify;
import org.tassis.imap.command.Replace;
import org.tassis.imap.command.Request;
import org.tassis.imap.command.Select;
import org.tassis.imap.command.Unselect;
import org.tassis.imap.reply.Capabilities;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.MessageLimit;
import org.tassis.imap.reply.Refusals;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.session.SessionState.Authenticated;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.LoggedOut;
import org.tassis.imap.session.SessionState.NotAuthenticated;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionTimeout;
import org.tassis.net.ServerStopping;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;

/// One client's session: reads a command, lets its handler run, brings the client up to date, writes the
/// completion, and begins again, so that replies keep the order of commands however they are pipelined.
/// What handlers throw becomes an answer here and nowhere else. Runs on the connection's thread.
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// Whatever speaks so badly before login is no mail program.
    private static final int MAX_BAD_BEFORE_LOGIN = 3;

    /// RFC 2180 §3.3 allows to end such a session.
    static final String MAILBOX_DELETED = "The selected mailbox is not there any more";

    /// Expunges, each at its own time, that may wait for a command during which they can be told.
    private static final int MAX_GENERATIONS = 500;

    private static final int MAX_FAILED_LOGINS = 5;

    /// A client has logged in within so many login timeouts.
    private static final int LOGIN_TIMEOUTS = 3;

    private final Engine engine;
    private final Client client;
    private final Connection connection;
    private final Gate gate;
    private final CommandReader reader;
    private SessionState state = new NotAuthenticated();
    /// As it was when the client was last told which messages are recent.
    private SessionState recentTold = state;
    private long started = System.nanoTime();
    private String program = "";
    private int badInRow;
    private int failedLogins;

    Session(Engine engine, Client client) {
        this.engine = engine;
        this.client = client;
        this.connection = client.connection();
        this.gate = new Gate(engine.store(), engine.reach(), engine.settings());
        this.reader = new CommandReader(connection, client.out(), gate);
    }

    void run() throws IOException {
        engine.measures().entered(state);
        try {
            client.untagged().ok(ResponseCode.capability(capabilities()), "Tassis is ready");
            while (!(state instanceof LoggedOut)) {
                turn(); // what is answered leaves when the connection has to wait for the client
            }
            client.flush();
        } catch (ServerStopping stopping) {
            bye("The server is stopping, come back soon");
        } catch (ConnectionTimeout timeout) {
            bye("You were silent for too long");
        } finally {
            stopListening();
            engine.measures().left(state);
        }
    }

    private void stopListening() {
        client.notifications().close();
        client.annotationNews().close();
    }

    /// A goodbye is said if it can be.
    private void bye(String text) throws IOException {
        client.untagged().bye(text);
        client.flush();
    }

    /// One command.
    private void turn() throws IOException {
        boolean loggedIn = state instanceof LoggedIn;
        boolean utf8 = state instanceof LoggedIn s && s.user().enabled().utf8Names();
        awaitCommand(loggedIn ? engine.settings().idleTimeout() : patienceWithStrangers());
        if (state instanceof LoggedOut) {
            return; // the goodbye is said
        }
        gate.now(state);
        Request request =
                reader.read(utf8, loggedIn ? CommandReader.Limits.AFTER_LOGIN : CommandReader.Limits.BEFORE_LOGIN);
        long start = System.nanoTime();
        switch (request) {
            case Request.Accepted(String tag, ImapCommand command) -> {
                Completion completion = run(tag, command);
                if (!(command instanceof Idle)) {
                    engine.measures().command(command.word(), completion.kind(), System.nanoTime() - start);
                }
            }
            case Request.Malformed(String tag, String text) -> refuse(tag, Completion.syntax(text), start);
            case Request.Refused(String tag, var reason) -> refuse(tag, Refusals.completion(reason), start);
            case Request.AppendRefused(String tag, var reason) -> refuse(tag, gate.told(reason), start);
            case Request.BadUrl(String tag, String url) -> refuse(tag, Completion.badUrl(url), start);
            case Request.Hopeless(String tag, String text) -> {
                client.untagged().bye(ResponseCode.LIMIT, text);
                refuse(tag, Completion.COMMAND_TOO_LONG, start);
                become(new LoggedOut());
            }
        }
    }

    /// Who only says NOOP and never logs in is not waited for without end.
    private Duration patienceWithStrangers() throws ConnectionTimeout {
        Duration each = engine.settings().loginTimeout();
        long left = each.toNanos() * LOGIN_TIMEOUTS - (System.nanoTime() - started);
        if (left <= 0) {
            throw new ConnectionTimeout("no login");
        }
        return Duration.ofNanos(Math.min(left, each.toNanos()));
    }

    /// Waits without holding anything. A wake that was meant for an IDLE that has ended is passed over.
    private void awaitCommand(Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (connection.available() == 0 && !(state instanceof LoggedOut)) {
            switch (connection.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                case INPUT, CLOSED -> {
                    return;
                }
                case WOKEN -> tellNews();
                case TIMED_OUT -> throw new ConnectionTimeout("no command came");
            }
        }
    }

    /// What the client wants to hear between commands: RFC 5465.
    private void tellNews() throws IOException {
        if (client.notifications().isOn() && state instanceof LoggedIn loggedIn) {
            try {
                become(engine.notifies().tell(loggedIn, client, true));
            } catch (StoreException gone) {
                client.untagged().bye(MAILBOX_DELETED);
                become(new LoggedOut());
            }
            client.flush();
        }
    }

    private void refuse(String tag, Completion completion, long start) throws IOException {
        complete(tag, completion);
        engine.measures().command("REFUSED", completion.kind(), System.nanoTime() - start);
    }

    private Completion run(String tag, ImapCommand command) throws IOException {
        Step step;
        recentTold = state;
        client.untagged().tookBackTold();
        try {
            step = actor().call(() -> dispatch(tag, command));
        } catch (ImapSyntaxException syntax) {
            step = afterFailure(Completion.syntax(syntax.text()));
        } catch (StoreException refused) {
            if (StoreFailures.isFault(refused.failure())) {
                LOG.warn("{}: {}: {}", connection.id(), command.word(), refused.failure(), refused.getCause());
            }
            step = afterFailure(StoreFailures.completion(refused.failure()));
        } catch (RefusedCommand refused) {
            step = afterFailure(refused.completion());
        } catch (RuntimeException bug) {
            String incident = UUID.randomUUID().toString().substring(0, 8);
            LOG.error("{}: incident {}: {} failed", connection.id(), incident, command.word(), bug);
            step = afterFailure(Completion.bug(incident));
        } finally {
            switch (command) {
                case Append append -> append.close();
                case Replace replace -> replace.close();
                default -> {}
            }
        }
        become(step.next());
        // what a mailbox is opened with is of one moment; clients do not expect that it changes before the completion
        if (state instanceof Selected selected && !(command instanceof Idle) && !(command instanceof Select)) {
            catchUp(selected, !command.usesSequenceNumbers());
            tellSafeModSeq();
        }
        if (!(command instanceof Select)) {
            tellRecent();
        }
        if (state instanceof LoggedIn loggedIn && !command.usesSequenceNumbers() && !(command instanceof Notify)) {
            become(engine.notifies().tell(loggedIn, client, false));
        }
        complete(tag, step.completion());
        switch (step.after()) {
            case GO_ON -> {}
            case START_TLS -> {
                client.out().startTls();
                become(new NotAuthenticated());
            }
            case COMPRESS -> client.out().compress();
            case START_OVER -> {
                stopListening();
                client.out().startOver();
                started = System.nanoTime();
            }
        }
        return step.completion();
    }

    /// The state is as before, unless the client was told what the state does not know: then the session
    /// ends, for its sequence numbers would mean other messages than ours.
    private Step afterFailure(Completion completion) throws IOException {
        if (client.untagged().tookBackTold()) {
            client.untagged().bye(ResponseCode.UNAVAILABLE, "Please connect again");
            return new Step(new LoggedOut(), completion);
        }
        return new Step(state, completion);
    }

    private Step dispatch(String tag, ImapCommand command) throws IOException {
        return switch (command) {
            case ImapCommand.AnyState any -> anyState(any);
            case ImapCommand.BeforeLogin before ->
                state instanceof NotAuthenticated stranger
                        ? engine.beforeLogin(stranger, before, client)
                        : new Step(state, Completion.NOT_AFTER_LOGIN);
            case ImapCommand.AfterLogin after ->
                state instanceof LoggedIn ? loggedIn(tag, after) : new Step(state, Completion.NOT_BEFORE_LOGIN);
            case ImapCommand.InMailbox in ->
                switch (state) {
                    case Selected _ -> loggedIn(tag, in);
                    case Authenticated _ -> new Step(state, Completion.NOTHING_SELECTED);
                    case NotAuthenticated _, LoggedOut _ -> new Step(state, Completion.NOT_BEFORE_LOGIN);
                };
        };
    }

    private Step anyState(ImapCommand.AnyState command) throws IOException {
        switch (command) {
            case Capability _ -> client.untagged().capability(capabilities());
            case Noop _ -> {}
            case Id id -> {
                if (!isOffered(id)) {
                    return new Step(state, Completion.NOT_OFFERED);
                }
                program = program(id);
                client.connection().client(program);
                client.out().raw("* ID (\"name\" \"Tassis\")").crlf(); // RFC 2971: no version for strangers
            }
            case Logout _ -> {
                client.untagged().bye("Goodbye");
                return new Step(new LoggedOut(), Completion.ok("Logged out"));
            }
        }
        return new Step(
                state,
                Completion.ok(command.word().charAt(0) + lower(command.word().substring(1)) + " completed"));
    }

    /// As whom the store's journal knows this session.
    private Actor actor() {
        return state instanceof LoggedIn loggedIn
                ? Actor.of(
                        Via.IMAP,
                        program,
                        connection.remote().getAddress().getHostAddress(),
                        loggedIn.user().account().login().value())
                : Actor.SERVER;
    }

    private static String program(Id id) {
        return Stream.of("name", "version")
                .flatMap(field -> id.fields().getOrDefault(field, Optional.empty()).stream())
                .collect(Collectors.joining(" "));
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private boolean isOffered(ImapCommand command) {
        return !(state instanceof LoggedIn s) || Offers.accepts(s.user().capabilities(), command);
    }

    private Step loggedIn(String tag, ImapCommand command) throws IOException {
        if (!isOffered(command)) {
            return new Step(state, Completion.NOT_OFFERED);
        }
        if (command.namesSequenceNumbers()
                && state instanceof LoggedIn s
                && s.user().enabled().uidOnly()) {
            return new Step(state, Completion.UID_REQUIRED);
        }
        if (command.enablesCondstore() && !(command instanceof Enable) && !(command instanceof Select)) {
            enableCondstore();
        }
        return switch (command) {
            case ImapCommand.AfterLogin after
            when state instanceof LoggedIn s -> engine.afterLogin(s, after, tag, client);
            case ImapCommand.InMailbox in
            when state instanceof Selected s -> {
                if (!(in instanceof Close) && !(in instanceof Unselect)) { // then there is nobody left to tell the rest
                    // sequence numbers mean what they meant when the client wrote them: no EXPUNGE before the command
                    catchUp(s, false);
                    tellRecent(); // so that what it fetches of new messages is recent, too
                }
                yield state instanceof Selected now
                        ? engine.inMailbox(now, in, tag, client)
                        : new Step(state, Completion.NO_SUCH_MAILBOX);
            }
            default -> new Step(state, Completion.NOTHING_SELECTED);
        };
    }

    /// RFC 7162 §3.1: by the first command that shows that the client knows of it.
    private void enableCondstore() throws IOException {
        switch (state) {
            case Authenticated(var user) ->
                become(new Authenticated(user.withEnabled(user.enabled().withCondstore())));
            case Selected selected
            when !selected.user().enabled().condstore() -> {
                LoginHandler.tellModSeq(selected, client.untagged());
                become(selected.withUser(
                        selected.user().withEnabled(selected.user().enabled().withCondstore())));
            }
            default -> {}
        }
    }

    private void catchUp(Selected selected, boolean tellExpunges) throws IOException {
        try {
            become(engine.sync().catchUp(selected, client.untagged(), tellExpunges));
            client.untagged().tookBackTold(); // the state knows it now
            if (state instanceof Selected now && now.view().generations() > MAX_GENERATIONS) {
                client.untagged().bye(ResponseCode.LIMIT, "Too much has changed that you could not be told");
                become(new LoggedOut());
            }
        } catch (StoreException failed) {
            if (failed.failure() instanceof StoreFailure.NoSuchMailbox) {
                client.untagged().bye(MAILBOX_DELETED);
                become(new LoggedOut());
            } else {
                LOG.warn("{}: news cannot be told: {}", connection.id(), failed.failure(), failed.getCause());
            }
        }
    }

    /// A client takes the highest modification sequence that it sees for the one from which it comes back.
    /// What went before that and cannot be told yet would be lost to it, were it not told a lower one: RFC
    /// 7162 §6.
    private void tellSafeModSeq() throws IOException {
        if (state instanceof Selected now
                && now.user().enabled().qresync()
                && now.view().hasGhosts()) {
            client.untagged()
                    .ok(ResponseCode.highestModSeq(now.view().toldUpTo()), "What has gone since is still to be told");
        }
    }

    private void tellRecent() throws IOException {
        if (recentTold instanceof Selected then && state instanceof Selected now) {
            become(engine.sync().tellRecent(then, now, client.untagged()));
            recentTold = state;
        }
    }

    private void become(SessionState next) {
        if (next.getClass() != state.getClass()) {
            engine.measures().left(state);
            engine.measures().entered(next);
        }
        state = next;
    }

    private void complete(String tag, Completion completion) throws IOException {
        client.out().raw(tag).space().raw(completion.line()).crlf();
        if (completion.kind() == Completion.Kind.BAD) {
            badInRow++;
        } else {
            badInRow = 0;
        }
        if (state instanceof NotAuthenticated && completion.kind() == Completion.Kind.NO) {
            failedLogins++;
        }
        boolean tooBad = badInRow
                >= (state instanceof NotAuthenticated
                        ? MAX_BAD_BEFORE_LOGIN
                        : engine.settings().maxBadCommands());
        if ((tooBad || failedLogins >= MAX_FAILED_LOGINS) && !(state instanceof LoggedOut)) {
            client.untagged().bye(tooBad ? "Too many commands that were not understood" : "Too many failed logins");
            become(new LoggedOut());
        }
    }

    private List<String> capabilities() {
        return state instanceof LoggedIn loggedIn
                ? loggedIn.user().capabilities().afterLogin()
                : new Capabilities(engine.settings().appendLimit(), MessageLimit.NONE, Set.of())
                        .beforeLogin(connection.isConfidential(), connection.mayStartTls());
    }
}
