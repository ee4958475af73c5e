package org.tassis.imap.session;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.imap.command.PartialRange;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchOptions;
import org.tassis.imap.search.Relevance;
import org.tassis.imap.search.Results;
import org.tassis.imap.search.SearchResult;
import org.tassis.imap.search.SortedResult;
import org.tassis.imap.wire.ResponseWriter;

/// What a searching command is answered.
final class SearchWriter {
    private SearchWriter() {}

    /// What an ESEARCH response is about.
    ///
    /// @param mailbox where was searched, when it is not the selected one alone: RFC 7377 §2.1
    record Correlator(String tag, Optional<MailboxName> mailbox, long uidValidity) {
        static Correlator of(String tag) {
            return new Correlator(tag, Optional.empty(), 0);
        }
    }

    /// RFC 3501 §7.2.5, RFC 5256 §4, RFC 7162 §3.1.5.
    ///
    /// @param word SEARCH or SORT
    static void plain(String word, boolean byUid, boolean modSeq, Results found, ResponseWriter out)
            throws IOException {
        out.raw("* ").raw(word);
        switch (found) {
            case SortedResult sorted -> {
                for (int place = 0; place < sorted.count(); place++) {
                    out.space().number(number(byUid, found, sorted.at(place)));
                }
            }
            case SearchResult ranges -> {
                UidSet numbers = byUid ? ranges.uids() : ranges.messages().sequenceNumbers();
                for (int range = 0; range < numbers.rangeCount(); range++) {
                    for (long number = numbers.first(range); number <= numbers.last(range); number++) {
                        out.space().number(number);
                    }
                }
            }
        }
        if (modSeq && !found.isEmpty()) {
            out.raw(" (MODSEQ ").number(found.highestModSeq()).raw(")");
        }
        out.crlf();
    }

    /// RFC 9051 §7.3.4, RFC 5267 §3, RFC 9394 §3.1. When the result is only to be saved, nothing is told:
    /// RFC 5182 §2.1.
    static void extended(
            Correlator of,
            boolean byUid,
            SearchOptions options,
            boolean modSeq,
            Results found,
            Optional<Relevance> relevance,
            ResponseWriter out)
            throws IOException {
        if (options.returns().equals(Set.of(Return.SAVE))) {
            return;
        }
        out.raw("* ESEARCH (TAG ").string(of.tag());
        if (of.mailbox().isPresent()) {
            out.raw(" MAILBOX ").mailbox(of.mailbox().get());
            out.raw(" UIDVALIDITY ").number(of.uidValidity());
        }
        out.octet(')');
        if (byUid) {
            out.raw(" UID");
        }
        if (!found.isEmpty()) {
            if (options.asks(Return.MIN)) {
                out.raw(" MIN ").number(number(byUid, found, found.min()));
            }
            if (options.asks(Return.MAX)) {
                out.raw(" MAX ").number(number(byUid, found, found.max()));
            }
            if (options.asks(Return.ALL)) {
                out.raw(" ALL ");
                found.write(0, found.count(), byUid, out);
            }
        }
        if (options.partial().isPresent()) {
            partial(options.partial().get(), byUid, found, out);
        }
        if (relevance.isPresent()) {
            scores(options, found, relevance.get(), out);
        }
        if (options.asks(Return.COUNT)) {
            out.raw(" COUNT ").number(found.count());
        }
        if (modSeq && !found.isEmpty()) {
            out.raw(" MODSEQ ").number(found.highestModSeq());
        }
        out.crlf();
    }

    /// Of the messages that were told, in their order: RFC 6203 §4.
    private static void scores(SearchOptions options, Results found, Relevance relevance, ResponseWriter out)
            throws IOException {
        int from = options.partial().map(window -> window.from(found.count())).orElse(0);
        int to = options.partial().map(window -> window.to(found.count())).orElse(found.count());
        if (from == to || options.partial().isEmpty() && !options.asks(Return.ALL)) {
            return;
        }
        out.raw(" RELEVANCY (");
        String separator = "";
        for (long uid : found.ordered(from, to)) {
            out.raw(separator).number(relevance.score(uid));
            separator = " ";
        }
        out.octet(')');
    }

    private static void partial(PartialRange window, boolean byUid, Results found, ResponseWriter out)
            throws IOException {
        out.raw(" PARTIAL (").raw(window.toString()).space();
        int from = window.from(found.count());
        int to = window.to(found.count());
        if (from < to) {
            found.write(from, to, byUid, out);
        } else {
            out.nil();
        }
        out.octet(')');
    }

    /// What `$` means from now on: RFC 5182 §2.1, RFC 9394 §3.2.
    static UidSet saved(SearchOptions options, Results found) {
        if (options.partial().isEmpty() || options.asks(Return.COUNT)) {
            return found.uids();
        }
        UidSet window = found.uids(
                options.partial().get().from(found.count()),
                options.partial().get().to(found.count()));
        UidSet.Builder more = new UidSet.Builder();
        if (!found.isEmpty() && options.asks(Return.MIN)) {
            more.add(found.mailbox().uid(found.min()));
        }
        if (!found.isEmpty() && options.asks(Return.MAX)) {
            more.add(found.mailbox().uid(found.max()));
        }
        return window.union(more.build());
    }

    private static long number(boolean byUid, Results found, int sequence) {
        return byUid ? found.mailbox().uid(sequence) : sequence;
    }
}
