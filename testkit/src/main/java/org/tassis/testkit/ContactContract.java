package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.contact.Book;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contact;
import org.tassis.directory.contact.ContactRecords;
import org.tassis.directory.contact.Edit;
import org.tassis.directory.contact.Group;

/// What every {@link ContactRecords} must do, beginning with empty ones.
public interface ContactContract {
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    Instant NOON = Instant.parse("2026-11-21T12:00:00.123Z");

    ContactRecords records();

    private static Contact contact(long id, String name, Long... groups) {
        return new Contact(
                id,
                new Card(
                        name,
                        "Thurn & Taxis",
                        List.of(
                                EmailAddress.valueOf("a" + id + "@example.org"),
                                EmailAddress.valueOf("b@xn--bcher-kva.example")),
                        List.of("+32 2 555 01 02", "067/11 22 33"),
                        "first line\nsecond \ud83d\udc0e"),
                Set.of(groups),
                id % 2 == 0,
                NOON,
                Optional.empty());
    }

    private static Edit.Many<Boolean> all(Book book, Edit... edits) {
        return new Edit.Many<>(List.of(edits), book.nextId() + edits.length, true);
    }

    @Test
    default void whatIsKeptComesBackForItsAccountAlone() {
        assertThat(records().book(ANN)).isEqualTo(Book.EMPTY);
        Group friends = new Group(3, "Amis", Optional.empty());
        Contact removed = new Contact(4, Card.EMPTY, Set.of(), false, Instant.EPOCH, Optional.of(NOON));
        records()
                .change(
                        ANN,
                        book -> all(
                                book,
                                new Edit.Keep(contact(1, "Ren\u00e9e", 3L)),
                                new Edit.Keep(contact(2, "", 3L, 9L)),
                                new Edit.KeepGroup(friends),
                                new Edit.Keep(removed),
                                new Edit.Collects(false)));
        Book book = records().book(ANN);
        assertThat(book.contacts()).containsExactly(contact(1, "Ren\u00e9e", 3L), contact(2, "", 3L, 9L), removed);
        assertThat(book.groups()).containsExactly(friends);
        assertThat(book.collects()).isFalse();
        assertThat(book.nextId()).isEqualTo(6);
        assertThat(book.version()).isPositive().isEqualTo(records().version(ANN));
        assertThat(records().book(BOB)).isEqualTo(Book.EMPTY);
        assertThat(records().version(BOB)).isZero();
    }

    @Test
    default void theLargestCardFits() {
        String local = "\u00e9".repeat(32);
        List<EmailAddress> addresses = new ArrayList<>();
        List<String> phones = new ArrayList<>();
        for (int i = 0; i < Card.MAX_ADDRESSES; i++) {
            String domain = ("d" + i + "a".repeat(60) + ".").repeat(2) + "b".repeat(40) + ".example";
            EmailAddress.parse(local + "@" + domain).ifPresent(addresses::add);
            phones.add(Integer.toString(10 + i).repeat(30));
        }
        assertThat(addresses).hasSize(Card.MAX_ADDRESSES);
        Card card = new Card("\u20ac".repeat(200), "\u20ac".repeat(200), addresses, phones, "\u20ac".repeat(4000));
        records()
                .change(
                        ANN,
                        book -> all(
                                book,
                                new Edit.Keep(new Contact(1, card, Set.of(), true, Instant.EPOCH, Optional.empty()))));
        assertThat(records().book(ANN).contacts().getFirst().card()).isEqualTo(card);
    }

    @Test
    default void oneIsPutInPlaceOfTheOther() {
        records()
                .change(ANN, book -> all(book, new Edit.Keep(contact(1, "Ann", 2L)), new Edit.Keep(contact(5, "Eve"))));
        long version = records().version(ANN);
        records()
                .change(
                        ANN,
                        book -> all(
                                book,
                                new Edit.Keep(contact(1, "Anna", 7L)),
                                new Edit.Forget(5),
                                new Edit.KeepGroup(new Group(7, "x", Optional.empty())),
                                new Edit.KeepGroup(new Group(8, "y", Optional.of(NOON)))));
        Book book = records().book(ANN);
        assertThat(book.contacts()).containsExactly(contact(1, "Anna", 7L));
        assertThat(book.version()).isGreaterThan(version);
        records()
                .change(
                        ANN,
                        before -> all(
                                before,
                                new Edit.KeepGroup(new Group(7, "z", Optional.empty())),
                                new Edit.ForgetGroup(8)));
        assertThat(records().book(ANN).groups()).containsExactly(new Group(7, "z", Optional.empty()));
        records().change(ANN, before -> all(before, new Edit.ForgetGroup(7)));
        assertThat(records().book(ANN).groups()).isEmpty();
        assertThat(records().book(ANN).contacts()).containsExactly(contact(1, "Anna"));
    }

    @Test
    default void whatIsRefusedOrNothingChangesNothing() {
        records().change(ANN, book -> all(book, new Edit.Keep(contact(1, "Ann"))));
        Book before = records().book(ANN);
        assertThatThrownBy(() -> records().change(ANN, _ -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(records().<String>change(ANN, book -> new Edit.Many<>(List.of(), 99, "nothing")))
                .isEqualTo("nothing");
        assertThat(records().book(ANN)).isEqualTo(before);
    }

    @Test
    default void manyAtOnceLoseNothing() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> records()
                        .change(
                                ANN,
                                book -> new Edit.Many<>(
                                        List.of(new Edit.Keep(contact(book.nextId(), "x"))),
                                        book.nextId() + 1,
                                        book.nextId()))));
            }
            List<Long> ids = new ArrayList<>();
            for (Future<Long> one : all) {
                ids.add(one.get());
            }
            assertThat(ids).doesNotHaveDuplicates();
        }
        assertThat(records().book(ANN).contacts()).hasSize(20);
        assertThat(records().version(ANN)).isEqualTo(20);
    }

    @Test
    default void anAccountIsForgotten() {
        records().change(ANN, book -> all(book, new Edit.Keep(contact(1, "Ann", 2L))));
        records().change(BOB, book -> all(book, new Edit.Keep(contact(1, "Bob"))));
        records().purge(ANN);
        assertThat(records().book(ANN)).isEqualTo(Book.EMPTY);
        assertThat(records().book(BOB).contacts()).hasSize(1);
    }
}
