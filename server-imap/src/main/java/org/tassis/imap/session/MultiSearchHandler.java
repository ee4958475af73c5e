package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CancellationException;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MultiSearch;
import org.tassis.imap.command.MultiSearch.Source;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.search.MailboxSearch;
import org.tassis.imap.search.SearchResult;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.ServerStopping;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// ESEARCH, a search in several mailboxes, one after the other: RFC 7377. No state; any thread.
final class MultiSearchHandler {
    private final Searching searching;
    private final Reach reach;

    MultiSearchHandler(Searching searching, Reach reach) {
        this.reach = reach;
        this.searching = searching;
    }

    Step search(LoggedIn state, MultiSearch command, String tag, Client client) throws IOException {
        if (!(state instanceof Selected) && command.sources().stream().anyMatch(s -> s instanceof Source.Current)) {
            return new Step(state, Completion.NOTHING_SELECTED);
        }
        boolean told = state.user().capabilities().offers("INPROGRESS");
        Progress progress = new Progress(client, tag, told, searching.clock());
        Search search = new Search(true, command.options(), command.key());
        LoggedIn next = state;
        try {
            for (Mailbox mailbox : mailboxes(state, command.sources())) {
                if (!progress.getAsBoolean()) {
                    throw new CancellationException("the client has gone");
                }
                if (state instanceof Selected selected
                        && selected.mailbox().id().equals(mailbox.id())) {
                    SearchResult found = searching.in(selected, progress).run(search);
                    tell(mailbox, selected.view().current().uidValidity(), command, tag, found, client.out());
                    if (command.options().asks(Return.SAVE)) {
                        next = selected.withSaved(SearchWriter.saved(command.options(), found));
                    }
                } else {
                    elsewhere(mailbox, search, command, tag, progress, client.out());
                }
            }
        } catch (CancellationException cancelled) {
            throw client.connection().isStopping()
                    ? new ServerStopping("in the middle of a search")
                    : new ConnectionClosed("left while searching");
        }
        if (command.options().asks(Return.UPDATE)) { // RFC 5267 §4.3.1
            client.untagged().no(ResponseCode.noUpdate(tag), "Results of ESEARCH are not followed");
        }
        return new Step(next, Completion.ok("Searched"));
    }

    private void elsewhere(
            Mailbox mailbox, Search search, MultiSearch command, String tag, Progress progress, ResponseWriter out)
            throws IOException {
        SearchResult found;
        MailboxSnapshot snapshot;
        try {
            snapshot = searching.store().snapshot(mailbox.id());
            MailboxSearch there = searching.in(KnownMailbox.of(snapshot), progress);
            found = there.run(search);
        } catch (StoreException failed) {
            if (failed.failure() instanceof StoreFailure.NoSuchMailbox) {
                return; // deleted meanwhile
            }
            throw failed;
        }
        tell(mailbox, snapshot.uidValidity(), command, tag, found, out);
    }

    /// Nothing is said of a mailbox in which nothing was found: RFC 7377 §2.1.
    private void tell(
            Mailbox mailbox, long uidValidity, MultiSearch command, String tag, SearchResult found, ResponseWriter out)
            throws IOException {
        if (!found.isEmpty()) {
            SearchWriter.extended(
                    new SearchWriter.Correlator(tag, Optional.of(mailbox.name()), uidValidity),
                    true,
                    command.options(),
                    command.key().asksModSeq(),
                    found,
                    searching.relevance(command.options(), found.mailbox(), command.key()),
                    out);
        }
    }

    /// Each once, in the order of the sources; what does not exist is passed over (RFC 7377 §2.2).
    private List<Mailbox> mailboxes(LoggedIn state, List<Source> sources) {
        List<Mailbox> all = reach.readable(state.user());
        Map<MailboxId, Mailbox> meant = new LinkedHashMap<>();
        for (Source source : sources) {
            for (Mailbox mailbox : Sources.of(source, state, all, () -> subscribed(state))) {
                meant.putIfAbsent(mailbox.id(), mailbox);
            }
        }
        return new ArrayList<>(meant.values());
    }

    private SortedSet<MailboxName> subscribed(LoggedIn state) {
        return searching.store().subscriptions(state.user().id());
    }
}
