package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.octets;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.store.Remembered;

class LoaderTest {
    @TempDir
    Path directory;

    /// Else what looks at all that one command expunged reads each of them as often as there are others.
    @Test
    void oneOfManyThatLeftTogetherIsFoundByItsKey() throws SQLException {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxId inbox = open.inbox(ANN);
            for (int i = 0; i < 20; i++) {
                open.append(inbox, octets("message " + i, 100));
            }
            open.store.expunge(inbox, UidSet.ALL);
            Remembered entry = open.store.history(ANN, 20).get(7);
            try (Connection connection = open.database.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(1)");
                assertThat(new Loader().past(connection, ANN.value(), entry)).isPresent();
                try (ResultSet row = statement.executeQuery("VALUES SYSCS_UTIL.SYSCS_GET_RUNTIMESTATISTICS()")) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(1)).contains("Number of rows visited=1\n");
                }
                statement.execute("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(0)");
            }
        }
    }
}
