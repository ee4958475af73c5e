package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.store.Annotations;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Subscription;

/// What every {@link Annotations} must do, beginning with none.
public interface AnnotationContract {
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    Optional<MailboxId> INBOX = Optional.of(new MailboxId(7));
    Optional<MailboxId> SENT = Optional.of(new MailboxId(8));
    Optional<MailboxId> ITSELF = Optional.empty();

    Annotations annotations();

    private void put(AccountId account, Optional<MailboxId> mailbox, String name, String value) {
        annotations().change(account, mailbox, Map.of(name, Optional.of(value)));
    }

    @Test
    default void whatIsSetIsThereForItsMailboxAlone() {
        put(ANN, INBOX, "/private/comment", "mine");
        put(ANN, INBOX, "/private/a", "");
        put(ANN, ITSELF, "/private/comment", "of me");
        assertThat(annotations().of(ANN, INBOX))
                .containsExactly(Map.entry("/private/a", ""), Map.entry("/private/comment", "mine"));
        assertThat(annotations().of(ANN, ITSELF)).containsExactly(Map.entry("/private/comment", "of me"));
        assertThat(annotations().of(ANN, SENT)).isEmpty();
        assertThat(annotations().of(BOB, INBOX)).isEmpty();
    }

    @Test
    default void severalChangeTogether() {
        put(ANN, INBOX, "/private/a", "1");
        annotations()
                .change(
                        ANN,
                        INBOX,
                        Map.of(
                                "/private/a",
                                Optional.empty(),
                                "/private/b",
                                Optional.of("2"),
                                "/private/nothing",
                                Optional.empty()));
        assertThat(annotations().of(ANN, INBOX)).containsExactly(Map.entry("/private/b", "2"));
    }

    @Test
    default void octetsComeBackAsTheyWereHoweverMany() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < Annotations.MAX_VALUE; i++) {
            all.append((char) (i & 0xff));
        }
        put(ANN, INBOX, "/shared/octets", all.toString());
        assertThat(annotations().of(ANN, INBOX)).containsEntry("/shared/octets", all.toString());
        put(ANN, INBOX, "/shared/octets", "few");
        assertThat(annotations().of(ANN, INBOX)).containsExactly(Map.entry("/shared/octets", "few"));
    }

    @Test
    default void anAccountHasSoManyAndNoMore() {
        Map<String, Optional<String>> many = new HashMap<>();
        for (int i = 0; i < Annotations.MAX_ENTRIES - 1; i++) {
            many.put("/private/" + i, Optional.of("x"));
        }
        annotations().change(ANN, INBOX, many);
        put(ANN, SENT, "/private/last", "x");
        assertThatThrownBy(() -> put(ANN, ITSELF, "/private/more", "x"))
                .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                        .isEqualTo(new StoreFailure.TooMany("annotations", Annotations.MAX_ENTRIES)));
        assertThat(annotations().of(ANN, ITSELF)).isEmpty();
        put(BOB, ITSELF, "/private/more", "x");
        put(ANN, SENT, "/private/last", "y");
    }

    @Test
    default void anAccountHasSoManyOctetsAndNoMore() {
        String large = "x".repeat(Annotations.MAX_VALUE);
        int fit = Annotations.MAX_OCTETS / Annotations.MAX_VALUE;
        for (int i = 0; i < fit; i++) {
            put(ANN, INBOX, "/private/" + i, large);
        }
        assertThatThrownBy(() -> put(ANN, SENT, "/private/more", "x")).isInstanceOf(StoreException.class);
        put(ANN, INBOX, "/private/0", "x");
        put(ANN, SENT, "/private/more", "x");
    }

    @Test
    default void changesAreTold() {
        Annotations watched = annotations();
        List<Annotations.Changed> told = new ArrayList<>();
        try (Subscription _ = watched.watch(told::add)) {
            watched.change(ANN, INBOX, Map.of("/private/a", Optional.of("1"), "/shared/b", Optional.empty()));
            watched.change(BOB, ITSELF, Map.of("/private/c", Optional.of("2")));
            assertThatThrownBy(() -> watched.change(ANN, SENT, tooMany())).isInstanceOf(StoreException.class);
            watched.forget(ANN, INBOX.orElseThrow());
        }
        watched.change(ANN, INBOX, Map.of("/private/a", Optional.of("3")));
        assertThat(told)
                .containsExactly(
                        new Annotations.Changed(ANN, INBOX, Set.of("/private/a", "/shared/b")),
                        new Annotations.Changed(BOB, ITSELF, Set.of("/private/c")));
    }

    private static Map<String, Optional<String>> tooMany() {
        Map<String, Optional<String>> many = new HashMap<>();
        for (int i = 0; i <= Annotations.MAX_ENTRIES; i++) {
            many.put("/private/" + i, Optional.of("x"));
        }
        return many;
    }

    @Test
    default void whatIsForgottenIsGoneAlone() {
        put(ANN, INBOX, "/private/a", "1");
        put(ANN, SENT, "/private/a", "2");
        put(BOB, ITSELF, "/private/a", "3");
        annotations().forget(ANN, INBOX.orElseThrow());
        assertThat(annotations().of(ANN, INBOX)).isEmpty();
        assertThat(annotations().of(ANN, SENT)).hasSize(1);
        annotations().purge(ANN);
        assertThat(annotations().of(ANN, SENT)).isEmpty();
        assertThat(annotations().of(BOB, ITSELF)).hasSize(1);
    }
}
