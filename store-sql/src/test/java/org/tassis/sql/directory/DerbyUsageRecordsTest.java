package org.tassis.sql.directory;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.directory.UsageRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.UsageContract;

class DerbyUsageRecordsTest implements UsageContract {
    private static Database database;

    @BeforeAll
    static void open(@TempDir Path directory) {
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        SqlUsageFixture.empty(database);
    }

    private SqlUsageFixture people() {
        return new SqlUsageFixture(database);
    }

    @Override
    public UsageRecords usage() {
        return new SqlUsageRecords(database);
    }

    @Override
    public AccountId mailbox(String login, Quota quota, long used) throws SQLException {
        return people().mailbox(login, quota, used);
    }

    @Override
    public void use(AccountId account, long used) throws SQLException {
        people().use(account, used);
    }

    @Override
    public void remove(AccountId account) throws SQLException {
        people().remove(account);
    }
}
