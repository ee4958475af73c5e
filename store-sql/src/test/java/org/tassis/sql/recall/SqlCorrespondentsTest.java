package org.tassis.sql.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Correspondents;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.TestClock;

class SqlCorrespondentsTest {
    private static final AccountId ANN = new AccountId(1);
    private static final EmailAddress FRIEND = EmailAddress.valueOf("friend@b.example");

    private final TestClock clock = new TestClock();

    @Test
    void toWhomAMailboxWroteIsKnownToItAloneForTwoYears(@TempDir Path directory) {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")))) {
            try (Recall recall = new Recall(database)) {
                Correspondents all = new SqlCorrespondents(recall, clock);
                assertThat(all.knows(ANN, FRIEND)).isFalse();
                all.wrote(ANN, List.of(FRIEND), clock.instant());
                assertThat(all.knows(ANN, EmailAddress.valueOf("Friend@B.example")))
                        .isTrue();
                assertThat(all.knows(new AccountId(2), FRIEND)).isFalse();
                assertThat(all.knows(ANN, EmailAddress.valueOf("other@b.example")))
                        .isFalse();
            }
            try (Recall again = new Recall(database)) {
                SqlCorrespondents all = new SqlCorrespondents(again, clock);
                clock.advance(Duration.ofDays(700));
                assertThat(all.knows(ANN, FRIEND)).isTrue();
                all.wrote(ANN, List.of(FRIEND), clock.instant());
                clock.advance(Duration.ofDays(700));
                assertThat(all.expire()).isZero();
                assertThat(all.knows(ANN, FRIEND)).isTrue();
                clock.advance(Duration.ofDays(31));
                assertThat(all.knows(ANN, FRIEND)).isFalse();
                assertThat(all.expire()).isEqualTo(1);
            }
        }
    }
}
