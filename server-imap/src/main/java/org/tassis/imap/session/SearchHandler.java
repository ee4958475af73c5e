package org.tassis.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.core.UidSet;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchOptions;
import org.tassis.imap.command.Sort;
import org.tassis.imap.command.ThreadCommand;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.search.MailboxSearch;
import org.tassis.imap.search.Results;
import org.tassis.imap.search.SearchResult;
import org.tassis.imap.search.SortedResult;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.sort.MailboxSort;
import org.tassis.imap.sort.MailboxThreads;
import org.tassis.imap.sort.TooManyToOrder;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.ServerStopping;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.search.TextSignatures;

/// SEARCH, SORT and THREAD with the results that were asked for: RFC 9051 §6.4.4, §7.3.4, RFC 3501 §7.2.5, RFC 4731,
/// RFC 5182, RFC 5256, RFC 5267, RFC 9394. No state; any thread.
final class SearchHandler {
    /// Octets for what is remembered of searched messages: about five kilobytes each.
    private static final long MEMORY = Math.min(96L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final MailStore store;
    private final InstantSource clock;
    private final TextSignatures signatures = new TextSignatures(MEMORY);

    SearchHandler(MailStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Step search(Selected selected, Search command, String tag, Client client) throws IOException {
        return run(selected, command.options(), client, () -> {
            SearchResult found = searching(selected, client).run(command);
            boolean modSeq = command.key().asksModSeq();
            if (command.options().extended() || selected.user().enabled().rev2()) {
                SearchWriter.extended(command.byUid(), command.options(), modSeq, tag, found, client.out());
            } else {
                SearchWriter.plain("SEARCH", command.byUid(), modSeq, found, client.out());
            }
            return found;
        });
    }

    Step sort(Selected selected, Sort command, String tag, Client client) throws IOException {
        return run(selected, command.options(), client, () -> {
            MessageRanges found = searching(selected, client).find(command.key());
            MailboxSort sort = new MailboxSort(store, selected.view(), goOn(client));
            Results sorted = new SortedResult(selected.view(), sort.order(found, command.order()));
            boolean modSeq = command.key().asksModSeq();
            if (command.options().extended()) {
                SearchWriter.extended(command.byUid(), command.options(), modSeq, tag, sorted, client.out());
            } else {
                SearchWriter.plain("SORT", command.byUid(), modSeq, sorted, client.out());
            }
            return sorted;
        });
    }

    Step thread(Selected selected, ThreadCommand command, Client client) throws IOException {
        return run(selected, SearchOptions.PLAIN, client, () -> {
            MessageRanges found = searching(selected, client).find(command.key());
            MailboxThreads threads = new MailboxThreads(store, selected.view(), goOn(client));
            MailboxThreads.Conversations made = threads.of(found, command.algorithm());
            client.out().raw("* THREAD");
            made.write(command.byUid(), client.out());
            client.out().crlf();
            return new SearchResult(selected.view(), found, true);
        });
    }

    private MailboxSearch searching(Selected selected, Client client) {
        return new MailboxSearch(
                store,
                signatures,
                selected.view(),
                selected.saved(),
                selected.recent(),
                clock.instant(),
                goOn(client));
    }

    /// Finds and tells.
    private interface Work {
        Results find() throws IOException;
    }

    private static Step run(Selected selected, SearchOptions options, Client client, Work work) throws IOException {
        boolean save = options.asks(Return.SAVE);
        try {
            Results found = work.find();
            return new Step(
                    save ? selected.withSaved(SearchWriter.saved(options, found)) : selected,
                    Completion.ok("Searched"));
        } catch (CancellationException cancelled) {
            throw client.connection().isStopping()
                    ? new ServerStopping("in the middle of a search")
                    : new ConnectionClosed("left while searching");
        } catch (StoreException failed) {
            return failed(selected, save, StoreFailures.completion(failed.failure()));
        } catch (TooManyToOrder tooMany) {
            return failed(selected, save, Completion.TOO_MANY_TO_ORDER);
        }
    }

    /// A search that fails leaves an empty result: RFC 5182 §2.1.
    private static Step failed(Selected selected, boolean save, Completion completion) {
        return new Step(save ? selected.withSaved(UidSet.EMPTY) : selected, completion);
    }

    private static BooleanSupplier goOn(Client client) {
        Connection connection = client.connection();
        return () -> isThere(connection);
    }

    private static boolean isThere(Connection connection) {
        try {
            return connection.await(Duration.ZERO) != Connection.Event.CLOSED;
        } catch (IOException gone) {
            return false;
        }
    }
}
