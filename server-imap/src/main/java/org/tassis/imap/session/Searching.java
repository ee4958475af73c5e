package org.tassis.imap.session;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.MessageSet;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.command.SearchOptions;
import org.tassis.imap.search.MailboxSearch;
import org.tassis.imap.search.Relevance;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.sort.MailboxSort;
import org.tassis.imap.wire.NumberSet;
import org.tassis.store.MailStore;
import org.tassis.store.search.TextSignatures;

/// How sessions search: with what all of them remember of messages. Any thread.
final class Searching {
    /// Octets for what is remembered of searched messages: about five kilobytes each.
    private static final long MEMORY = Math.min(96L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final MailStore store;
    private final InstantSource clock;
    private final TextSignatures signatures = new TextSignatures(MEMORY);

    Searching(MailStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    MailStore store() {
        return store;
    }

    InstantSource clock() {
        return clock;
    }

    MailboxSearch in(Selected selected, BooleanSupplier goOn) {
        return new MailboxSearch(
                store, signatures, selected.view(), selected.saved(), selected.recent(), clock.instant(), goOn);
    }

    MailboxSearch in(KnownMailbox mailbox, BooleanSupplier goOn) {
        return new MailboxSearch(store, signatures, mailbox, UidSet.EMPTY, UidSet.EMPTY, clock.instant(), goOn);
    }

    MailboxSort sort(Selected selected, SearchKey key, BooleanSupplier goOn) {
        return new MailboxSort(
                store,
                selected.view(),
                goOn,
                () -> Relevance.of(store, selected.view().id(), key));
    }

    /// How much messages are like what was asked for, when the client wants to know.
    Optional<Relevance> relevance(SearchOptions options, KnownMailbox mailbox, SearchKey key) {
        return options.asks(Return.RELEVANCY) ? Optional.of(Relevance.of(store, mailbox.id(), key)) : Optional.empty();
    }

    /// Which of `among` match now.
    UidSet matching(Selected selected, SearchContext context, UidSet among) {
        if (among.isEmpty()) {
            return among;
        }
        SearchKey key = new SearchKey.And(List.of(of(among), context.key()));
        return in(selected, () -> true).find(key).uids(selected.view());
    }

    /// The messages in the order of a context.
    List<Long> sorted(Selected selected, SearchContext context, UidSet uids) {
        MessageRanges messages =
                uids.isEmpty() ? MessageRanges.NONE : messages(uids).existing(selected.view(), UidSet.EMPTY);
        int[] sequences = sort(selected, context.key(), () -> true).order(messages, context.order());
        List<Long> sorted = new ArrayList<>(sequences.length);
        for (int sequence : sequences) {
            sorted.add(selected.view().uid(sequence));
        }
        return sorted;
    }

    /// The key with what sequence numbers and `$` mean now, as they are evaluated once: RFC 5267 §4.3.
    static SearchKey frozen(SearchKey key, Selected selected) {
        return switch (key) {
            case SearchKey.And(List<SearchKey> keys) ->
                new SearchKey.And(
                        keys.stream().map(one -> frozen(one, selected)).toList());
            case SearchKey.Or(SearchKey one, SearchKey other) ->
                new SearchKey.Or(frozen(one, selected), frozen(other, selected));
            case SearchKey.Fuzzy(SearchKey inner) -> new SearchKey.Fuzzy(frozen(inner, selected));
            case SearchKey.Not(SearchKey inner) -> new SearchKey.Not(frozen(inner, selected));
            case SearchKey.Messages(MessageSet set)
            when !(set instanceof MessageSet.Uids) ->
                of(set.existing(selected.view(), selected.saved()).uids(selected.view()));
            default -> key;
        };
    }

    private static SearchKey of(UidSet uids) {
        return uids.isEmpty() ? new SearchKey.Not(new SearchKey.All()) : new SearchKey.Messages(messages(uids));
    }

    private static MessageSet messages(UidSet uids) {
        long[] pairs = new long[2 * uids.rangeCount()];
        for (int i = 0; i < uids.rangeCount(); i++) {
            pairs[2 * i] = uids.first(i);
            pairs[2 * i + 1] = uids.last(i);
        }
        return new MessageSet.Uids(NumberSet.of(pairs));
    }
}
