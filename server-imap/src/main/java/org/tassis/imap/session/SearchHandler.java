package org.tassis.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.search.MailboxSearch;
import org.tassis.imap.search.SearchResult;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.ServerStopping;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.search.TextSignatures;

/// SEARCH and UID SEARCH with the results that were asked for: RFC 9051 §6.4.4, §7.3.4, RFC 3501 §7.2.5, RFC 4731,
/// RFC 5182. No state; any thread.
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
        Connection connection = client.connection();
        boolean save = command.returns().contains(Return.SAVE);
        SearchResult found;
        try {
            found = new MailboxSearch(
                            store,
                            signatures,
                            selected.view(),
                            selected.saved(),
                            selected.recent(),
                            clock.instant(),
                            () -> isThere(connection))
                    .run(command);
        } catch (CancellationException cancelled) {
            throw connection.isStopping()
                    ? new ServerStopping("in the middle of a search")
                    : new ConnectionClosed("left while searching");
        } catch (StoreException failed) {
            // a search that fails leaves an empty result: RFC 5182 §2.1
            Selected next = save ? selected.withSaved(UidSet.EMPTY) : selected;
            return new Step(next, StoreFailures.completion(failed.failure()));
        }
        if (command.extended() || selected.user().enabled().rev2()) {
            tellExtended(command, found, tag, client.out());
        } else {
            tell(command, found, client.out());
        }
        return new Step(save ? selected.withSaved(found.uids()) : selected, Completion.ok("Searched"));
    }

    private static boolean isThere(Connection connection) {
        try {
            return connection.await(Duration.ZERO) != Connection.Event.CLOSED;
        } catch (IOException gone) {
            return false;
        }
    }

    /// RFC 3501 §7.2.5, RFC 7162 §3.1.5.
    private static void tell(Search command, SearchResult found, ResponseWriter out) throws IOException {
        out.raw("* SEARCH");
        UidSet numbers = numbers(command, found);
        for (int range = 0; range < numbers.rangeCount(); range++) {
            for (long number = numbers.first(range); number <= numbers.last(range); number++) {
                out.space().number(number);
            }
        }
        if (command.key().asksModSeq() && !found.isEmpty()) {
            out.raw(" (MODSEQ ").number(found.highestModSeq()).raw(")");
        }
        out.crlf();
    }

    /// RFC 9051 §7.3.4. When the result is only to be saved, nothing is told: RFC 5182 §2.1.
    private static void tellExtended(Search command, SearchResult found, String tag, ResponseWriter out)
            throws IOException {
        Set<Return> wanted = command.returns();
        if (wanted.equals(Set.of(Return.SAVE))) {
            return;
        }
        out.raw("* ESEARCH (TAG ").string(tag).raw(")");
        if (command.byUid()) {
            out.raw(" UID");
        }
        if (!found.isEmpty()) {
            if (wanted.contains(Return.MIN)) {
                out.raw(" MIN ").number(number(command, found, found.min()));
            }
            if (wanted.contains(Return.MAX)) {
                out.raw(" MAX ").number(number(command, found, found.max()));
            }
            if (wanted.contains(Return.ALL)) {
                out.raw(" ALL ").set(numbers(command, found));
            }
        }
        if (wanted.contains(Return.COUNT)) {
            out.raw(" COUNT ").number(found.count());
        }
        if (command.key().asksModSeq() && !found.isEmpty()) {
            out.raw(" MODSEQ ").number(found.highestModSeq());
        }
        out.crlf();
    }

    private static long number(Search command, SearchResult found, int sequence) {
        return command.byUid() ? found.mailbox().uid(sequence) : sequence;
    }

    private static UidSet numbers(Search command, SearchResult found) {
        return command.byUid() ? found.uids() : found.messages().sequenceNumbers();
    }
}
