package org.tassis.imap.search;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchKey;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.search.TextSignatures;

/// Runs SEARCH on one mailbox: RFC 9051 §6.4.4. Looks at one message at a time, in bounded memory.
///
/// @param saved  UIDs of the session's saved result
/// @param recent UIDs that are recent to the session; empty in IMAP4rev2
/// @param signatures shared by all searches of the process
/// @param now    for OLDER and YOUNGER
/// @param goOn   whether the client still waits; asked now and then, and while a message is read
public record MailboxSearch(
        MailStore store,
        TextSignatures signatures,
        KnownMailbox mailbox,
        UidSet saved,
        UidSet recent,
        Instant now,
        BooleanSupplier goOn) {

    /// In messages. Asking costs more than to see that a message cannot match.
    private static final int ASKED_EVERY = 32;

    /// When only the first or last match is asked for, the search stops there.
    ///
    /// @throws CancellationException `goOn` said no
    /// @throws StoreException        the store cannot be read now; single messages that cannot are no matches
    public SearchResult run(Search search) {
        Compiler compiler = compiler(search.key());
        Compiler.Test test = compiler.compile(search.key());
        MessageRanges domain = compiler.domain(search.key());
        boolean min = search.options().asks(Return.MIN);
        boolean max = search.options().asks(Return.MAX);
        Set<Return> wanted = EnumSet.noneOf(Return.class);
        wanted.addAll(search.options().returns());
        wanted.removeAll(EnumSet.of(Return.SAVE, Return.MIN, Return.MAX, Return.CONTEXT));
        boolean all = !wanted.isEmpty() || !min && !max;
        var found = new MessageRanges.Builder();
        if (all) {
            scan(domain, test, found, Integer.MAX_VALUE);
        } else {
            int first = min ? scan(domain, test, found, 1) : 0;
            if (max && !(min && first == 0)) {
                scanBack(domain, test, found);
            }
        }
        return new SearchResult(mailbox, found.build(), all);
    }

    /// All messages that match.
    ///
    /// @throws CancellationException `goOn` said no
    /// @throws StoreException        the store cannot be read now; single messages that cannot are no matches
    public MessageRanges find(SearchKey key) {
        Compiler compiler = compiler(key);
        var found = new MessageRanges.Builder();
        scan(compiler.domain(key), compiler.compile(key), found, Integer.MAX_VALUE);
        return found.build();
    }

    /// The messages among which is looked for those that match, as far as that can be told before.
    public MessageRanges domain(SearchKey key) {
        return compiler(key).domain(key);
    }

    private Compiler compiler(SearchKey key) {
        return new Compiler(mailbox, saved, recent, now, () -> Relevance.of(store, mailbox.id(), key));
    }

    /// @return the last match taken, 0 when there was none
    private int scan(MessageRanges domain, Compiler.Test test, MessageRanges.Builder found, int limit) {
        Candidate candidate = new Candidate(store, mailbox, signatures, goOn);
        int count = 0;
        for (int range = 0; range < domain.rangeCount(); range++) {
            for (int sequence = domain.first(range); sequence <= domain.last(range); sequence++) {
                if (holds(test, candidate, sequence)) {
                    found.add(sequence);
                    if (++count == limit) {
                        return sequence;
                    }
                }
            }
        }
        return 0;
    }

    private void scanBack(MessageRanges domain, Compiler.Test test, MessageRanges.Builder found) {
        Candidate candidate = new Candidate(store, mailbox, signatures, goOn);
        for (int range = domain.rangeCount() - 1; range >= 0; range--) {
            for (int sequence = domain.last(range); sequence >= domain.first(range); sequence--) {
                if (holds(test, candidate, sequence)) {
                    found.add(sequence);
                    return;
                }
            }
        }
    }

    private boolean holds(Compiler.Test test, Candidate candidate, int sequence) {
        if (test.readsMessages() && sequence % ASKED_EVERY == 0 && !goOn.getAsBoolean()) {
            throw new CancellationException("the client has gone");
        }
        candidate.move(sequence);
        return test.holds(candidate);
    }
}
