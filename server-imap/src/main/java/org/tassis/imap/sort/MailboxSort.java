package org.tassis.imap.sort;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.SortCriterion;
import org.tassis.imap.command.SortCriterion.By;
import org.tassis.imap.search.Relevance;
import org.tassis.store.MailStore;
import org.tassis.store.OrderKeys;
import org.tassis.store.StoreException;

/// Puts messages in order: RFC 5256 §3. The store is asked for what messages are compared by only when dates
/// of arrival and sizes do not do; of each message, the keys in question are held.
///
/// @param relevance for RELEVANCY, else not asked for
/// @param goOn whether the client still waits; asked now and then
public record MailboxSort(MailStore store, KnownMailbox mailbox, BooleanSupplier goOn, Supplier<Relevance> relevance) {
    /// Of so many messages at most texts are held: some thirty megabytes.
    public static final int MAX_TEXTS = 250_000;

    private static final byte[] NOTHING = {};

    /// The messages by sequence number, in order; those that are equal by that number.
    ///
    /// @throws TooManyToOrder        there are more than {@link #MAX_TEXTS}, and texts are compared
    /// @throws CancellationException the client has gone
    /// @throws StoreException        the store cannot be read now
    public int[] order(MessageRanges messages, List<SortCriterion> criteria) {
        int count = messages.size();
        if (count > MAX_TEXTS
                && criteria.stream().anyMatch(criterion -> text(criterion.by()).isPresent())) {
            throw new TooManyToOrder();
        }
        int[] sequences = sequences(messages);
        Keys[] keys = read(messages, criteria, sequences);
        Comparator<Integer> comparator = Integer::compare; // equal ones stay in their order
        for (int i = criteria.size() - 1; i >= 0; i--) {
            Comparator<Integer> one = keys[i].comparator();
            comparator = (criteria.get(i).reverse() ? one.reversed() : one).thenComparing(comparator);
        }
        Integer[] places = new Integer[count];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, comparator);
        int[] ordered = new int[count];
        Arrays.setAll(ordered, i -> sequences[places[i]]);
        return ordered;
    }

    /// What is compared as text; nothing when messages are compared by a number, which needs no memory to
    /// speak of.
    private static Optional<OrderKeys.Text> text(By by) {
        return switch (by) {
            case CC -> Optional.of(OrderKeys.Text.CC);
            case FROM -> Optional.of(OrderKeys.Text.FROM);
            case TO -> Optional.of(OrderKeys.Text.TO);
            case SUBJECT -> Optional.of(OrderKeys.Text.SUBJECT);
            case DISPLAYFROM -> Optional.of(OrderKeys.Text.DISPLAY_FROM);
            case DISPLAYTO -> Optional.of(OrderKeys.Text.DISPLAY_TO);
            case ARRIVAL, DATE, SIZE, RELEVANCY -> Optional.empty();
        };
    }

    /// Whether what is needed is known without the message.
    private static boolean isInSnapshot(By by) {
        return by == By.ARRIVAL || by == By.SIZE || by == By.RELEVANCY;
    }

    private static int[] sequences(MessageRanges messages) {
        int[] sequences = new int[messages.size()];
        int place = 0;
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                sequences[place++] = sequence;
            }
        }
        return sequences;
    }

    private Keys[] read(MessageRanges messages, List<SortCriterion> criteria, int[] sequences) {
        Keys[] keys = new Keys[criteria.size()];
        boolean reads = false;
        for (int i = 0; i < keys.length; i++) {
            By by = criteria.get(i).by();
            keys[i] = text(by).<Keys>map(text -> new Texts(text, new byte[sequences.length][]))
                    .orElseGet(() -> new Numbers(new long[sequences.length]));
            reads |= !isInSnapshot(by);
        }
        for (int i = 0; i < keys.length; i++) {
            By by = criteria.get(i).by();
            if (keys[i] instanceof Numbers(long[] values) && isInSnapshot(by)) {
                fill(values, by, sequences);
            }
        }
        if (reads) {
            MessageReader reader = new MessageReader(store, mailbox, goOn);
            reader.each(messages, (place, sequence, known) -> {
                for (int i = 0; i < keys.length; i++) {
                    switch (keys[i]) {
                        case Numbers(long[] values) -> {
                            if (!isInSnapshot(criteria.get(i).by())) {
                                values[place] = reader.sent(sequence, known);
                            }
                        }
                        case Texts(OrderKeys.Text text, byte[][] values) ->
                            values[place] = known.map(of -> of.text(text)).orElse(NOTHING);
                    }
                }
            });
        }
        return keys;
    }

    private void fill(long[] values, By by, int[] sequences) {
        if (by == By.RELEVANCY) {
            Relevance known = relevance.get();
            for (int place = 0; place < values.length; place++) {
                values[place] = -known.score(mailbox.uid(sequences[place]));
            }
            return;
        }
        for (int place = 0; place < values.length; place++) {
            values[place] = inSnapshot(by, sequences[place]);
        }
    }

    private long inSnapshot(By by, int sequence) {
        int index = mailbox.index(sequence);
        return by == By.SIZE
                ? mailbox.snapshot(sequence).size(index)
                : mailbox.snapshot(sequence).internalDate(index);
    }

    /// What one criterion looks at, by place.
    private sealed interface Keys {
        Comparator<Integer> comparator();
    }

    private record Numbers(long[] values) implements Keys {
        @Override
        public Comparator<Integer> comparator() {
            return (one, other) -> Long.compare(values[one], values[other]);
        }
    }

    private record Texts(OrderKeys.Text text, byte[][] values) implements Keys {
        @Override
        public Comparator<Integer> comparator() {
            return (one, other) -> Arrays.compareUnsigned(values[one], values[other]);
        }
    }
}
