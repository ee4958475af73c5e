package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.command.SearchOptions;
import org.tassis.imap.command.SortCriterion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.search.Results;
import org.tassis.imap.search.SortedResult;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.StoreException;

/// Tells how the results of searches change that clients follow: RFC 5267 §4.3, RFC 5465 §7. No state; any
/// thread.
final class ContextUpdates {
    private static final Logger LOG = LoggerFactory.getLogger(ContextUpdates.class);

    private final Searching searching;
    private final FetchReplies replies;

    ContextUpdates(Searching searching, FetchReplies replies) {
        this.searching = searching;
        this.replies = replies;
    }

    /// @param matching those of the news that are in the result now
    private record Match(SearchContext context, UidSet matching) {}

    /// Follows a result from now on, or says that it cannot be followed.
    static Selected follow(
            Selected selected,
            String tag,
            boolean byUid,
            SearchOptions options,
            SearchKey key,
            List<SortCriterion> order,
            Results found,
            Untagged out)
            throws IOException {
        if (!options.asks(Return.UPDATE)) {
            return selected;
        }
        if (selected.contexts().size() >= SearchContext.MOST
                || !order.isEmpty() && found.count() > SearchContext.MOST_SORTED) {
            out.no(ResponseCode.noUpdate(tag), "This result is not followed");
            return selected;
        }
        List<Long> sorted = new ArrayList<>();
        if (found instanceof SortedResult inOrder) {
            for (int place = 0; place < inOrder.count(); place++) {
                sorted.add(selected.view().uid(inOrder.at(place)));
            }
        }
        SearchKey frozen = Searching.frozen(key, selected);
        List<SearchContext> contexts = new ArrayList<>(selected.contexts());
        contexts.add(new SearchContext(tag, byUid, frozen, order, found.uids(), sorted, options.items()));
        return selected.withContexts(contexts);
    }

    /// Before EXPUNGE is told: what goes is in no result any more (RFC 5267 §4.3.4).
    Selected beforeExpunges(Selected selected, Untagged out) throws IOException {
        if (selected.contexts().isEmpty() || !selected.view().hasGhosts()) {
            return selected;
        }
        UidSet gone = selected.view().ghostUids();
        List<SearchContext> contexts = new ArrayList<>();
        for (SearchContext context : selected.contexts()) {
            UidSet lost = UidSets.intersection(context.uids(), gone);
            contexts.add(lost.isEmpty() ? context : removed(context, lost, selected, out.out()));
        }
        return selected.withContexts(contexts);
    }

    /// After EXISTS and FETCH were told: what has come into a result or left it. What is to be told of new
    /// messages comes before all results: RFC 5465 §7.
    ///
    /// @param changed messages whose flags changed
    /// @param arrived messages that are new
    Selected afterNews(Selected selected, UidSet changed, UidSet arrived, Untagged out) throws IOException {
        UidSet news = changed.union(arrived);
        if (selected.contexts().isEmpty() || news.isEmpty()) {
            return selected;
        }
        List<Match> matches = new ArrayList<>();
        for (SearchContext context : selected.contexts()) {
            try {
                UidSet matching = searching.matching(selected, context, news);
                matches.add(new Match(context, matching));
                UidSet fresh = UidSets.intersection(matching, arrived);
                if (!fresh.isEmpty() && !context.items().isEmpty()) {
                    replies.tellNew(selected, fresh, context.items(), out.out());
                }
            } catch (StoreException unreadable) { // the news are told already: this result can be followed no more
                LOG.warn("{}: a search is not followed: {}", selected.mailbox().id(), unreadable.failure());
                out.no(ResponseCode.noUpdate(context.tag()), "This result is not followed any more");
            }
        }
        List<SearchContext> contexts = new ArrayList<>();
        for (Match match : matches) {
            SearchContext context = match.context();
            UidSet matching = match.matching();
            UidSet lost = UidSets.difference(UidSets.intersection(context.uids(), news), matching);
            UidSet won = UidSets.difference(matching, context.uids());
            SearchContext next = lost.isEmpty() ? context : removed(context, lost, selected, out.out());
            contexts.add(won.isEmpty() ? next : added(next, won, selected, out.out()));
        }
        return selected.withContexts(contexts);
    }

    private static SearchContext removed(SearchContext context, UidSet lost, Selected selected, ResponseWriter out)
            throws IOException {
        begin(context, " REMOVEFROM (", out);
        UidSet left = UidSets.difference(context.uids(), lost);
        if (context.order().isEmpty()) {
            out.raw("0 ").set(numbers(context, lost, selected));
            out.octet(')').crlf();
            return context.with(left, List.of());
        }
        List<Long> sorted = new ArrayList<>(context.sorted());
        String separator = "";
        for (int place = sorted.size() - 1; place >= 0; place--) { // from behind, so that places stay
            long uid = sorted.get(place);
            if (lost.contains(uid)) {
                out.raw(separator).number(place + 1L).space().number(number(context, uid, selected));
                separator = " ";
            }
        }
        sorted.removeIf(lost::contains);
        out.octet(')').crlf();
        return context.with(left, sorted);
    }

    private SearchContext added(SearchContext context, UidSet won, Selected selected, ResponseWriter out)
            throws IOException {
        UidSet all = context.uids().union(won);
        if (context.order().isEmpty()) {
            begin(context, " ADDTO (", out);
            out.raw("0 ").set(numbers(context, won, selected));
            out.octet(')').crlf();
            return context.with(all, List.of());
        }
        List<Long> sorted = searching.sorted(selected, context, all);
        Set<Long> known = new HashSet<>(context.sorted());
        begin(context, " ADDTO (", out);
        String separator = "";
        for (int place = 0; place < sorted.size(); place++) {
            long uid = sorted.get(place);
            if (!known.contains(uid)) {
                out.raw(separator).number(place + 1L).space().number(number(context, uid, selected));
                separator = " ";
            }
        }
        out.octet(')').crlf();
        return context.with(all, sorted);
    }

    private static void begin(SearchContext context, String what, ResponseWriter out) throws IOException {
        out.raw("* ESEARCH (TAG ")
                .string(context.tag())
                .raw(context.byUid() ? ") UID" : ")")
                .raw(what);
    }

    private static UidSet numbers(SearchContext context, UidSet uids, Selected selected) {
        if (context.byUid()) {
            return uids;
        }
        UidSet.Builder numbers = new UidSet.Builder();
        uids.stream().map(uid -> selected.view().sequence(uid)).forEach(numbers::add);
        return numbers.build();
    }

    private static long number(SearchContext context, long uid, Selected selected) {
        return context.byUid() ? uid : selected.view().sequence(uid);
    }
}
