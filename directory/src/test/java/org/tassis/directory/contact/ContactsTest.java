package org.tassis.directory.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

class ContactsTest {
    private static final AccountId ANN = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
    private final Contacts contacts = new Contacts(new InMemoryContacts(), now::get, Duration.ofDays(30));

    private static Card card(String name, String... addresses) {
        return Card.fitting(
                name, "", List.of(addresses).stream().map(EmailAddress::valueOf).toList(), List.of(), "");
    }

    private long add(String name, String... addresses) {
        return contacts.save(ANN, Optional.empty(), card(name, addresses), Set.of())
                .orElseThrow();
    }

    private void wrote(String name, String address) {
        contacts.wrote(ANN, List.of(new Contacts.Written(name, EmailAddress.valueOf(address))), now.get());
    }

    private List<String> completed(String typed) {
        return contacts.complete(ANN, typed, 10).stream()
                .map(one -> one.isGroup() ? one.name() + "=" + one.members() : one.address())
                .toList();
    }

    private void later(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Test
    void theBeginningOfAnyWordFindsWithoutCaseAndAccents() {
        long renee = add("Renée von Thurn", "rt@post.example");
        add("Bob", "bob@example.org");
        for (String typed : List.of("ren", "THU", "thurn renee", "rt@post.ex", "rt", "Renée")) {
            assertThat(completed(typed)).as(typed).containsExactly("rt@post.example");
            assertThat(contacts.find(ANN, typed))
                    .as(typed)
                    .extracting(Contact::id)
                    .containsExactly(renee);
        }
        assertThat(completed("enée")).isEmpty();
        assertThat(completed("")).isEmpty();
        assertThat(completed("post")).isEmpty(); // what is typed begins an address
        assertThat(contacts.find(ANN, "post")).hasSize(1);
        assertThat(contacts.find(ANN, "")).hasSize(2);
        assertThat(contacts.complete(BOB, "ren", 10)).isEmpty();
    }

    @Test
    void contactsComeBeforePeopleWrittenToAndEachByWhenTheyWere() {
        wrote("Annie", "annie@example.org");
        add("Anton", "anton@example.org");
        add("Anna", "anna@example.org");
        later(Duration.ofMinutes(1));
        wrote("", "anton@example.org");
        later(Duration.ofMinutes(1));
        wrote("", "an@example.org");
        assertThat(completed("an"))
                .containsExactly("anton@example.org", "anna@example.org", "an@example.org", "annie@example.org");
        later(Duration.ofMinutes(1));
        wrote("Anna", "anna@example.org");
        assertThat(completed("an")).startsWith("anna@example.org", "anton@example.org");
        assertThat(contacts.complete(ANN, "an", 2)).hasSize(2);
    }

    @Test
    void groupsAreCompletedWithTheirMembers() {
        long group = contacts.saveGroup(ANN, Optional.empty(), "Stage inn").orElseThrow();
        long anna = add("Anna, the first", "anna@example.org", "second@example.org");
        long none = add("No address");
        contacts.assign(ANN, group, List.of(anna, none, 99L), true);
        assertThat(completed("inn")).containsExactly("Stage inn=[\"Anna, the first\" <anna@example.org>]");
        assertThat(contacts.removeGroup(ANN, group)).isTrue();
        assertThat(completed("inn")).isEmpty();
        assertThat(contacts.restoreGroup(ANN, group)).isTrue();
        assertThat(contacts.members(ANN, group)).hasSize(1);
        assertThat(contacts.assign(BOB, group, List.of(anna), true)).isEmpty();
        assertThat(contacts.removeGroup(BOB, group)).isFalse();
        assertThatThrownBy(() -> contacts.saveGroup(ANN, Optional.empty(), " STAGE  inn "))
                .isInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> contacts.saveGroup(ANN, Optional.empty(), " \n"))
                .isInstanceOf(DirectoryException.class);
    }

    @Test
    void whatIsRemovedComesBackForAWhile() {
        long anna = add("Anna", "anna@example.org");
        assertThat(contacts.remove(BOB, List.of(anna))).isEmpty();
        assertThat(contacts.remove(ANN, List.of(anna))).containsExactly(anna);
        assertThat(completed("anna")).isEmpty();
        wrote("Anna", "anna@example.org"); // not collected again
        assertThat(completed("anna")).isEmpty();
        assertThat(contacts.restore(ANN, List.of(anna))).isEqualTo(1);
        assertThat(completed("anna")).hasSize(1);
        contacts.remove(ANN, List.of(anna));
        later(Duration.ofDays(31));
        contacts.remove(ANN, List.of(add("Other")));
        assertThat(contacts.restore(ANN, List.of(anna))).isZero();
    }

    @Test
    void nobodyChangesWhatBelongsToAnother() {
        long anna = add("Anna", "anna@example.org");
        assertThat(contacts.save(BOB, Optional.of(anna), card("Mine now"), Set.of()))
                .isEmpty();
        assertThat(contacts.book(BOB).contact(anna)).isEmpty();
        assertThat(contacts.book(ANN).contact(anna).orElseThrow().card().name()).isEqualTo("Anna");
    }

    @Test
    void collectingCanBeSwitchedOffAndIsBounded() {
        contacts.collect(ANN, false);
        wrote("Anna", "anna@example.org");
        assertThat(contacts.book(ANN).contacts()).isEmpty();
        contacts.collect(ANN, true);
        for (int i = 0; i < Contacts.MOST_COLLECTED + 3; i++) {
            later(Duration.ofSeconds(1));
            wrote("", "p" + i + "@example.org");
        }
        assertThat(contacts.book(ANN).contacts()).hasSize(Contacts.MOST_COLLECTED);
        assertThat(completed("p0@")).isEmpty();
        assertThat(completed("p3@")).hasSize(1);
        List<Contacts.Written> crowd = IntStream.range(0, Contacts.MOST_OF_ONE_MESSAGE + 1)
                .mapToObj(i -> new Contacts.Written("", EmailAddress.valueOf("crowd" + i + "@example.org")))
                .toList();
        contacts.wrote(ANN, crowd, now.get());
        assertThat(completed("crowd")).isEmpty();
    }

    @Test
    void aCollectedOneBecomesAContactWhenItsOwnerLooksAfterIt() {
        wrote("Anna", "anna@example.org");
        Contact collected = contacts.book(ANN).contacts().getFirst();
        assertThat(collected.collected()).isTrue();
        contacts.keep(ANN, List.of(collected.id()));
        assertThat(contacts.book(ANN).contacts().getFirst().collected()).isFalse();
    }

    @Test
    void thereIsAnEnd() {
        List<Card> many = new ArrayList<>();
        for (int i = 0; i < Contacts.MOST - 1; i++) {
            many.add(card("N" + i, "n" + i + "@example.org"));
        }
        assertThat(contacts.add(ANN, many, Optional.empty()).added()).hasSize(Contacts.MOST - 1);
        wrote("", "last@example.org");
        add("In the place of the collected one");
        assertThat(completed("last@")).isEmpty();
        assertThatThrownBy(() -> add("One more"))
                .isInstanceOfSatisfying(DirectoryException.class, e -> assertThat(e.failure())
                        .isEqualTo(new DirectoryFailure.TooMany("contacts", Contacts.MOST)));
        assertThatThrownBy(() -> contacts.add(ANN, List.of(card("x", "x@example.org")), Optional.empty()))
                .isInstanceOf(DirectoryException.class);
        assertThat(contacts.find(ANN, "n9999 ")).isEmpty();
        assertThat(contacts.find(ANN, "n9998 ")).hasSize(1);
    }

    @Test
    void anImportCompletesWhoIsThere() {
        long anna = add("Anna", "anna@example.org");
        wrote("Bob", "bob@example.org");
        Card more =
                Card.fitting("Anna B.", "Post", List.of(EmailAddress.valueOf("ANNA@example.org")), List.of("1"), "");
        Contacts.Imported done = contacts.add(
                ANN,
                List.of(
                        more,
                        card("Bob", "bob@example.org"),
                        card("New"),
                        card("new"),
                        card("Anna", "anna@example.org")),
                Optional.empty());
        assertThat(done.added()).hasSize(1);
        assertThat(done.changed()).isEqualTo(2);
        assertThat(done.same()).isEqualTo(2);
        Card card = contacts.book(ANN).contact(anna).orElseThrow().card();
        assertThat(card.name()).isEqualTo("Anna");
        assertThat(card.organisation()).isEqualTo("Post");
        assertThat(card.phones()).containsExactly("1");
        assertThat(contacts.book(ANN).live()).noneMatch(Contact::collected);
    }

    @Test
    void duplicatesAreFoundMergedAndParted() {
        long one = add("Anna", "anna@example.org");
        long two = add("A. B.", "ANNA@example.org", "b@example.org");
        long three = add("a.  b.", "other@example.org");
        add("Somebody else", "else@example.org");
        assertThat(contacts.duplicates(ANN))
                .singleElement()
                .satisfies(set -> assertThat(set).extracting(Contact::id).containsExactlyInAnyOrder(one, two, three));
        Card before = contacts.book(ANN).contact(one).orElseThrow().card();
        assertThat(contacts.merge(ANN, List.of(three, one, two))).containsExactly(one, two, three);
        assertThat(contacts.book(ANN).contact(one).orElseThrow().card().addresses())
                .hasSize(3);
        assertThat(contacts.duplicates(ANN)).isEmpty();
        contacts.unmerge(ANN, one, before, Set.of(), List.of(two, three));
        assertThat(contacts.duplicates(ANN)).hasSize(1);
        assertThat(contacts.merge(BOB, List.of(one, two))).isEmpty();
    }

    @Test
    void aCardHasItsLimits() {
        Card cut = Card.fitting(
                "a\r\nBcc: x" + "y".repeat(300),
                "\u0000\ud800",
                IntStream.range(0, 30)
                        .mapToObj(i -> EmailAddress.valueOf("a" + i + "@example.org"))
                        .toList(),
                List.of("", "1".repeat(100), "\n"),
                "z".repeat(5_000));
        assertThat(cut.name()).hasSize(200).doesNotContain("\r", "\n");
        assertThat(cut.organisation()).isEmpty();
        assertThat(cut.addresses()).hasSize(20);
        assertThat(cut.phones()).containsExactly("1".repeat(60));
        assertThat(cut.notes()).hasSize(4_000);
        assertThatThrownBy(() -> contacts.save(ANN, Optional.empty(), Card.EMPTY, Set.of()))
                .isInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> new Card("a\nb", "", List.of(), List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
