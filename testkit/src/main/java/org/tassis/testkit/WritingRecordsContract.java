package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.writing.CannedReply;
import org.tassis.directory.writing.Identity;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.directory.writing.WritingRecords;

/// What every {@link WritingRecords} must do. Each test finds it empty.
public interface WritingRecordsContract {
    AccountId ANN = new AccountId(7);
    AccountId BOB = new AccountId(8);
    EmailAddress INFO = EmailAddress.valueOf("info@example.org");
    EmailAddress SHOP = EmailAddress.valueOf("\u00e9lodie@b\u00fccher.example");

    WritingRecords records();

    private static CannedReply reply(String id, String title) {
        return new CannedReply(id, title, "one\ntwo \ud83d\ude86", "<p>one</p>");
    }

    @Test
    default void identitiesAreKeptByAddress() {
        Identity info = new Identity(INFO, "The office", Optional.of(SHOP), "-Ann\n\tsecond line", "<b>Ann</b>");
        records().put(ANN, info);
        records().put(ANN, Identity.plain(SHOP));
        assertThat(records().identities(ANN)).containsExactly(info, Identity.plain(SHOP));
        assertThat(records().identity(ANN, EmailAddress.valueOf("Info@EXAMPLE.org")))
                .contains(info);
        assertThat(records().identity(BOB, INFO)).isEmpty();
        assertThat(records().identities(BOB)).isEmpty();
        Identity changed = new Identity(
                EmailAddress.valueOf("INFO@example.org"),
                "x".repeat(Identity.MAX_NAME),
                Optional.empty(),
                "\u00e9".repeat(Identity.MAX_SIGNATURE),
                "\u20ac".repeat(Identity.MAX_FORMATTED));
        records().put(ANN, changed);
        assertThat(records().identity(ANN, INFO)).contains(changed);
        assertThat(records().identities(ANN)).hasSize(2);
    }

    @Test
    default void habitsAreTheUsualOnesUntilChosen() {
        assertThat(records().habits(ANN)).isEqualTo(WritingHabits.DEFAULT);
        WritingHabits chosen = new WritingHabits(false, Duration.ofSeconds(30), WritingHabits.Receipts.NEVER);
        records().put(ANN, chosen);
        assertThat(records().habits(ANN)).isEqualTo(chosen);
        WritingHabits other = new WritingHabits(true, Duration.ZERO, WritingHabits.Receipts.ALWAYS);
        records().put(ANN, other);
        assertThat(records().habits(ANN)).isEqualTo(other);
        assertThat(records().habits(BOB)).isEqualTo(WritingHabits.DEFAULT);
    }

    @Test
    default void cannedRepliesAreKeptByIdAndToldByTitle() {
        assertThat(records().put(ANN, reply("2", "zebra"))).isTrue();
        assertThat(records().put(ANN, reply("1", "Apple"))).isTrue();
        assertThat(records().canned(ANN)).extracting(CannedReply::title).containsExactly("Apple", "zebra");
        assertThat(records().put(ANN, reply("2", "Aardvark"))).isTrue();
        assertThat(records().canned(ANN)).containsExactly(reply("2", "Aardvark"), reply("1", "Apple"));
        CannedReply long_ = new CannedReply("3", "long", "\u00e9".repeat(20_000), "\u20ac".repeat(30_000));
        records().put(ANN, long_);
        assertThat(records().canned(ANN, "3")).contains(long_);
        assertThat(records().canned(BOB, "3")).isEmpty();
        assertThat(records().removeCanned(BOB, "3")).isFalse();
        assertThat(records().removeCanned(ANN, "3")).isTrue();
        assertThat(records().removeCanned(ANN, "3")).isFalse();
        assertThat(records().canned(ANN)).hasSize(2);
    }

    @Test
    default void thereIsAnEndOfCannedReplies() {
        for (int i = 0; i < WritingRecords.MAX_CANNED; i++) {
            assertThat(records().put(ANN, new CannedReply("r" + i, "title", "", "")))
                    .isTrue();
        }
        assertThat(records().put(ANN, reply("more", "one more"))).isFalse();
        assertThat(records().put(ANN, reply("r3", "changed"))).isTrue();
        assertThat(records().put(BOB, reply("more", "his"))).isTrue();
    }

    @Test
    default void whatIsForgottenIsOfOneAccount() {
        records().put(ANN, Identity.plain(INFO));
        records().put(ANN, new WritingHabits(false, Duration.ZERO, WritingHabits.Receipts.NEVER));
        records().put(ANN, reply("1", "hers"));
        records().put(BOB, reply("1", "his"));
        records().forget(ANN);
        assertThat(records().identities(ANN)).isEmpty();
        assertThat(records().habits(ANN)).isEqualTo(WritingHabits.DEFAULT);
        assertThat(records().canned(ANN)).isEmpty();
        assertThat(records().canned(BOB)).hasSize(1);
    }
}
