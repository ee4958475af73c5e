package org.tassis.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.message.MessageIds;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.OrderKeys;
import org.tassis.testkit.TestMessages;

/// What messages are put in order by.
interface OrderContract extends StoreFixture {
    @Test
    default void messagesAreKnownByWhatTheyArePutInOrderBy() {
        MailboxId inbox = inbox(newAccount());
        put(
                inbox,
                ("From: =?utf-8?q?=C3=89va?= <zoe@example.org>\r\nTo: \"B. C.\" <bob@x>, <carl@x>\r\nCc: <dan@x>\r\n"
                                + "Subject: [list] Re: Fw: =?utf-8?q?stra=C3=9Fe?=   (fwd)\r\n"
                                + "Date: Tue, 03 Feb 2026 10:11:12 +0200\r\nMessage-ID: <own@x>\r\n"
                                + "References: <one@x>\r\n <two@x>\r\nIn-Reply-To: <three@x>\r\n\r\ntext\r\n")
                        .getBytes(UTF_8),
                Flags.NONE);
        put(inbox, "Subject:\r\nIn-Reply-To: <one@x>\r\n\r\n".getBytes(UTF_8), Flags.NONE);
        put(inbox, "no header at all".getBytes(UTF_8), Flags.NONE);
        for (int again = 0; again < 2; again++) {
            List<Optional<OrderKeys>> all = keys(store(), now(inbox));
            assertThat(all).hasSize(3).allMatch(Optional::isPresent);
            OrderKeys full = all.get(0).orElseThrow();
            assertThat(text(full, OrderKeys.Text.SUBJECT)).isEqualTo("STRA\u00dfE");
            assertThat(text(full, OrderKeys.Text.FROM)).isEqualTo("ZOE");
            assertThat(text(full, OrderKeys.Text.TO)).isEqualTo("BOB");
            assertThat(text(full, OrderKeys.Text.CC)).isEqualTo("DAN");
            assertThat(text(full, OrderKeys.Text.DISPLAY_FROM)).isEqualTo("E\u0301VA");
            assertThat(text(full, OrderKeys.Text.DISPLAY_TO)).isEqualTo("B. C.");
            assertThat(full.sentAt())
                    .hasValue(Instant.parse("2026-02-03T08:11:12Z").getEpochSecond());
            assertThat(full.answers()).isTrue();
            assertThat(full.id()).isEqualTo(MessageIds.own(Optional.of("<own@x>")));
            assertThat(full.before())
                    .containsExactly(MessageIds.own(Optional.of("<one@x>")), MessageIds.own(Optional.of("<two@x>")));
            OrderKeys answer = all.get(1).orElseThrow();
            assertThat(answer.before()).containsExactly(MessageIds.own(Optional.of("<one@x>")));
            assertThat(answer.id()).isZero();
            assertThat(answer.sentAt()).isEmpty();
            OrderKeys bare = all.get(2).orElseThrow();
            assertThat(bare.before()).isEmpty();
            assertThat(bare.answers()).isFalse();
            for (OrderKeys.Text text : OrderKeys.Text.values()) {
                assertThat(bare.text(text)).isEmpty();
            }
        }
    }

    /// However messages came there, and whatever was kept before.
    @Test
    default void theyAreTheSameWhetherTheyAreKeptOrReadFromMessages() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId other = newMailbox(account, "other");
        putMany(inbox, 300);
        assertRight(store(), now(inbox));
        store().expunge(inbox, uids(3, 256, 257));
        putMany(inbox, 5);
        store().copy(inbox, uids(5, 6, 290), other);
        store().move(inbox, uids(1, 299), other);
        store().copy(inbox, uids(7), inbox);
        assertRight(store(), now(inbox));
        assertRight(store(), now(other));
        MailboxSnapshot before = now(inbox);
        store().expunge(inbox, uids(4, 5, 280));
        assertRight(store(), before); // a session may still show them
        assertRight(store(), now(inbox));
    }

    @Test
    default void someMessagesOfManyAreShownInTheirOrder() {
        MailboxId inbox = inbox(newAccount());
        for (int some = 0; some < 9; some++) {
            putMany(inbox, 600);
        }
        MailboxSnapshot all = now(inbox);
        int[] wanted = IntStream.range(0, all.count())
                .filter(index -> index % 7 == 3 || index > 5000)
                .toArray();
        for (int again = 0; again < 2; again++) {
            List<Integer> shown = new ArrayList<>();
            store().orderKeys(all, wanted, (index, keys) -> {
                shown.add(index);
                assertThat(text(keys.orElseThrow(), OrderKeys.Text.SUBJECT)).isEqualTo("NUMBER " + index % 600);
            });
            assertThat(shown.stream().mapToInt(Integer::intValue).toArray()).isEqualTo(wanted);
        }
    }

    @Test
    default void theyOutliveTheStore() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 40);
        assertRight(store(), now(inbox));
        MailStore again = reopened();
        assertRight(again, again.snapshot(inbox));
    }

    @Test
    default void extremesAreCutAndFoundAgain() {
        MailboxId inbox = inbox(newAccount());
        String references = "<r@x>\r\n ".repeat(100).strip();
        byte[] extreme = ("Subject: " + "\u00c4".repeat(3000) + "\r\nFrom: <" + "f".repeat(500) + "@x>\r\nReferences: "
                        + references + "\r\n\r\n")
                .getBytes(UTF_8);
        List<NewMessage> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(new NewMessage(TestMessages.content(extreme), Flags.NONE, SOME_DATE));
        }
        store().append(inbox, many);
        for (int again = 0; again < 2; again++) {
            OrderKeys keys = keys(store(), now(inbox)).getLast().orElseThrow();
            assertThat(keys.text(OrderKeys.Text.SUBJECT)).hasSize(1000);
            assertThat(keys.text(OrderKeys.Text.FROM)).hasSize(250);
            assertThat(keys.before()).hasSize(MessageIds.MOST);
            assertThat(keys.packed().remaining()).isLessThan(3000);
        }
    }

    private static String text(OrderKeys keys, OrderKeys.Text text) {
        return new String(keys.text(text), UTF_8);
    }

    private static List<Optional<OrderKeys>> keys(MailStore store, MailboxSnapshot snapshot) {
        List<Optional<OrderKeys>> all = new ArrayList<>();
        store.orderKeys(snapshot, IntStream.range(0, snapshot.count()).toArray(), (_, keys) -> all.add(keys));
        return all;
    }

    private static void assertRight(MailStore store, MailboxSnapshot snapshot) {
        for (int again = 0; again < 2; again++) {
            List<Optional<OrderKeys>> shown = keys(store, snapshot);
            assertThat(shown).hasSize(snapshot.count());
            for (int index = 0; index < shown.size(); index++) {
                assertThat(shown.get(index))
                        .isEqualTo(OrderKeys.ifReadable(snapshot.contentId(index), store.message(snapshot, index)));
            }
        }
    }
}
