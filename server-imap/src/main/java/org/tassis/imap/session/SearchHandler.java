package org.tassis.imap.session;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.tassis.core.UidSet;
import org.tassis.imap.command.CancelUpdate;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.command.SearchOptions;
import org.tassis.imap.command.Sort;
import org.tassis.imap.command.SortCriterion;
import org.tassis.imap.command.ThreadCommand;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.search.Results;
import org.tassis.imap.search.SortedResult;
import org.tassis.imap.session.SearchWriter.Correlator;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.sort.MailboxSort;
import org.tassis.imap.sort.MailboxThreads;
import org.tassis.imap.sort.TooManyToOrder;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.ServerStopping;
import org.tassis.store.StoreException;

/// SEARCH, SORT and THREAD with the results that were asked for: RFC 9051 §6.4.4, §7.3.4, RFC 3501 §7.2.5,
/// RFC 4731, RFC 5182, RFC 5256, RFC 5267, RFC 9394, RFC 9738. No state; any thread.
final class SearchHandler {
    private final Searching searching;

    SearchHandler(Searching searching) {
        this.searching = searching;
    }

    Step search(Selected selected, Search command, String tag, Client client) throws IOException {
        boolean extended =
                command.options().extended() || selected.user().enabled().rev2();
        Portion portion = portion(selected, command.key());
        Search part = new Search(command.byUid(), command.options(), portion.within(command.key()));
        Asked asked = new Asked("SEARCH", command.byUid(), extended, command.options(), part.key(), List.of(), tag);
        Step step = run(
                selected, asked, client, goOn -> searching.in(selected, goOn).run(part));
        return new Step(step.next(), portion.end(step.completion(), client.untagged()));
    }

    Step sort(Selected selected, Sort command, String tag, Client client) throws IOException {
        boolean extended = command.options().extended();
        Portion portion = portion(selected, command.key());
        if (portion.isPart()) { // an order of all or none: RFC 9738 §3.3
            return failed(selected, command.options().asks(Return.SAVE), portion.refusal());
        }
        Asked asked =
                new Asked("SORT", command.byUid(), extended, command.options(), command.key(), command.order(), tag);
        return run(selected, asked, client, goOn -> {
            MessageRanges found = searching.in(selected, goOn).find(command.key());
            MailboxSort sort = searching.sort(selected, command.key(), goOn);
            return new SortedResult(selected.view(), sort.order(found, command.order()));
        });
    }

    Step thread(Selected selected, ThreadCommand command, String tag, Client client) throws IOException {
        Portion portion = portion(selected, command.key());
        if (portion.isPart()) {
            return new Step(selected, portion.refusal());
        }
        Progress goOn = progress(selected, tag, client);
        MailboxThreads.Conversations made;
        try {
            MessageRanges found = searching.in(selected, goOn).find(command.key());
            made = new MailboxThreads(searching.store(), selected.view(), goOn).of(found, command.algorithm());
        } catch (CancellationException cancelled) {
            throw left(client);
        } catch (TooManyToOrder tooMany) {
            return new Step(selected, Completion.TOO_MANY_TO_ORDER);
        }
        client.out().raw("* THREAD");
        made.write(command.byUid(), client.out());
        client.out().crlf();
        return new Step(selected, Completion.ok("Threaded"));
    }

    /// RFC 5267 §4.3.5.
    Step cancel(Selected selected, CancelUpdate command) {
        List<SearchContext> left = selected.contexts().stream()
                .filter(context -> !command.tags().contains(context.tag()))
                .toList();
        boolean known = left.size() + command.tags().stream().distinct().count()
                == selected.contexts().size();
        return known
                ? new Step(selected.withContexts(left), Completion.ok("No longer followed"))
                : new Step(selected, Completion.UNKNOWN_CONTEXT);
    }

    /// Messages that are looked through count, whether they match or not: RFC 9738 §3.1.
    private Portion portion(Selected selected, SearchKey key) {
        OptionalInt limit = selected.user().capabilities().messageLimit();
        int all = selected.view().count();
        return limit.isEmpty() || all <= limit.getAsInt()
                ? Portion.of(MessageRanges.NONE, selected) // nothing needs to be left out
                : Portion.of(searching.in(selected, () -> true).domain(key), selected);
    }

    /// What a searching command asks for.
    private record Asked(
            String word,
            boolean byUid,
            boolean extended,
            SearchOptions options,
            SearchKey key,
            List<SortCriterion> order,
            String tag) {}

    private interface Work {
        Results find(Progress goOn);
    }

    private Step run(Selected selected, Asked asked, Client client, Work work) throws IOException {
        SearchOptions options = asked.options();
        if (options.asks(Return.UPDATE)
                && selected.contexts().stream()
                        .anyMatch(context -> context.tag().equals(asked.tag()))) {
            return new Step(selected, Completion.TAG_REUSED);
        }
        boolean save = options.asks(Return.SAVE);
        Results found;
        try {
            found = work.find(progress(selected, asked.tag(), client));
        } catch (CancellationException cancelled) {
            throw left(client);
        } catch (StoreException failed) {
            return failed(selected, save, StoreFailures.completion(failed.failure()));
        } catch (TooManyToOrder tooMany) {
            return failed(selected, save, Completion.TOO_MANY_TO_ORDER);
        }
        boolean modSeq = asked.key().asksModSeq();
        if (asked.extended()) {
            SearchWriter.extended(
                    Correlator.of(asked.tag()),
                    asked.byUid(),
                    options,
                    modSeq,
                    found,
                    searching.relevance(options, selected.view(), asked.key()),
                    client.out());
        } else {
            SearchWriter.plain(asked.word(), asked.byUid(), modSeq, found, client.out());
        }
        Selected next = ContextUpdates.follow(
                selected, asked.tag(), asked.byUid(), options, asked.key(), asked.order(), found, client.untagged());
        return new Step(save ? next.withSaved(SearchWriter.saved(options, found)) : next, Completion.ok("Searched"));
    }

    /// A search that fails leaves an empty result: RFC 5182 §2.1.
    private static Step failed(Selected selected, boolean save, Completion completion) {
        return new Step(save ? selected.withSaved(UidSet.EMPTY) : selected, completion);
    }

    private static IOException left(Client client) {
        return client.connection().isStopping()
                ? new ServerStopping("in the middle of a search")
                : new ConnectionClosed("left while searching");
    }

    private Progress progress(Selected selected, String tag, Client client) {
        return new Progress(client, tag, selected.user().capabilities().offers("INPROGRESS"), searching.clock());
    }
}
