package org.tassis.sql.migration;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.JobRecords;
import org.tassis.migration.job.NewJob;
import org.tassis.sql.Database;
import org.tassis.sql.secret.SecretBox;

/// Jobs in the table `migration_job`. Any thread; the caller closes the database.
public final class SqlJobs implements JobRecords {
    private static final int MAX_REMARKS = 30_000;
    private static final String ALL = "SELECT id, kind, account, login, spec, actor, state, message, place, expected,"
            + " messages, octets, known, flags_changed, refused, remarked, remarks, created, changed FROM migration_job";

    private final MigrationSql sql;
    private final SecretBox secrets;

    /// @param secrets seals passwords
    public SqlJobs(Database database, SecretBox secrets) {
        this.sql = new MigrationSql(database);
        this.secrets = secrets;
    }

    private static String place(long id) {
        return "migration_job/" + id;
    }

    @Override
    public Job add(NewJob job, Optional<Secret> secret, Instant when) {
        return sql.run(connection -> {
            long id = MigrationSql.next(connection, "migration_job");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO migration_job (id, kind, account,"
                    + " login, spec, actor, secret, state, message, place, expected, messages, octets, known,"
                    + " flags_changed, refused, remarked, remarks, created, changed)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, 0, 0, 0, 0, 0, 0, '', ?, ?)")) {
                insert.setLong(1, id);
                insert.setString(2, job.kind().name());
                insert.setLong(3, job.account().value());
                insert.setString(4, job.login());
                insert.setString(5, text(job.spec()));
                insert.setString(6, job.actor());
                insert.setString(
                        7,
                        secret.map(password -> secrets.seal(password, place(id)))
                                .orElse(""));
                insert.setString(8, Job.State.WAITING.name());
                insert.setLong(9, when.toEpochMilli());
                insert.setLong(10, when.toEpochMilli());
                insert.executeUpdate();
            }
            return new Job(
                    id,
                    job.kind(),
                    job.account(),
                    job.login(),
                    job.spec(),
                    job.actor(),
                    Job.State.WAITING,
                    Progress.Figures.NONE,
                    "",
                    when,
                    when);
        });
    }

    private static String text(SortedMap<String, String> spec) {
        return spec.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace('\n', ' '))
                .collect(Collectors.joining("\n"));
    }

    private static SortedMap<String, String> spec(String text) {
        SortedMap<String, String> spec = new TreeMap<>();
        text.lines().forEach(line -> {
            int cut = line.indexOf('=');
            if (cut > 0) {
                spec.put(line.substring(0, cut), line.substring(cut + 1));
            }
        });
        return spec;
    }

    @Override
    public Optional<Job> job(long id) {
        return select(ALL + " WHERE id = " + id, Integer.MAX_VALUE).stream().findFirst();
    }

    @Override
    public List<Job> jobs(int limit) {
        return select(ALL + " ORDER BY id DESC", limit);
    }

    @Override
    public List<Job> jobs(AccountId account, int limit) {
        return select(ALL + " WHERE account = " + account.value() + " ORDER BY id DESC", limit);
    }

    @Override
    public List<Job> unfinished() {
        return select(ALL + " WHERE state IN ('WAITING', 'RUNNING') ORDER BY id", Integer.MAX_VALUE);
    }

    private List<Job> select(String query, int limit) {
        return sql.run(connection -> {
            List<Job> jobs = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(query)) {
                select.setMaxRows(limit == Integer.MAX_VALUE ? 0 : limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        jobs.add(job(rows));
                    }
                }
            }
            return jobs;
        });
    }

    private static Job job(ResultSet row) throws SQLException {
        List<String> remarks = row.getString(17).lines().toList();
        return new Job(
                row.getLong(1),
                Job.Kind.valueOf(row.getString(2)),
                new AccountId(row.getLong(3)),
                row.getString(4),
                spec(row.getString(5)),
                row.getString(6),
                Job.State.valueOf(row.getString(7)),
                new Progress.Figures(
                        row.getString(9),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12),
                        row.getLong(13),
                        row.getLong(14),
                        row.getLong(15),
                        remarks,
                        row.getLong(16)),
                row.getString(8),
                Instant.ofEpochMilli(row.getLong(18)),
                Instant.ofEpochMilli(row.getLong(19)));
    }

    @Override
    public void update(Job job) {
        sql.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE migration_job SET state = ?, message ="
                    + " ?, place = ?, expected = ?, messages = ?, octets = ?, known = ?, flags_changed = ?, refused ="
                    + " ?, remarked = ?, remarks = ?, changed = ? WHERE id = ?")) {
                Progress.Figures figures = job.figures();
                update.setString(1, job.state().name());
                update.setString(2, cut(job.message(), 1000));
                update.setString(3, cut(figures.at(), 1000));
                update.setLong(4, figures.expected());
                update.setLong(5, figures.messages());
                update.setLong(6, figures.bytes());
                update.setLong(7, figures.known());
                update.setLong(8, figures.changed());
                update.setLong(9, figures.refused());
                update.setLong(10, figures.remarked());
                update.setString(11, remarks(figures.remarks()));
                update.setLong(12, job.changed().toEpochMilli());
                update.setLong(13, job.id());
                return update.executeUpdate();
            }
        });
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(most, text.length()));
    }

    /// As many as there is room for.
    private static String remarks(List<String> remarks) {
        StringBuilder text = new StringBuilder();
        for (String remark : remarks) {
            if (text.length() + remark.length() + 1 > MAX_REMARKS) {
                break;
            }
            text.append(remark).append('\n');
        }
        return text.toString();
    }

    @Override
    public Optional<Secret> secret(long id) {
        return sql.run(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT secret FROM migration_job WHERE id = ?")) {
                select.setLong(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() && !rows.getString(1).isEmpty()
                            ? Optional.of(secrets.open(rows.getString(1), place(id)))
                            : Optional.<Secret>empty();
                }
            }
        });
    }

    @Override
    public void forgetSecret(long id) {
        sql.run(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE migration_job SET secret = '' WHERE id = ?")) {
                update.setLong(1, id);
                return update.executeUpdate();
            }
        });
    }

    /// The newest stays, so that no number is given twice.
    @Override
    public int forget(Instant before) {
        return sql.run(connection -> {
            long last = MigrationSql.next(connection, "migration_job") - 1;
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM migration_job WHERE changed < ?"
                    + " AND id < ? AND state NOT IN ('WAITING', 'RUNNING')")) {
                delete.setLong(1, before.toEpochMilli());
                delete.setLong(2, last);
                return delete.executeUpdate();
            }
        });
    }
}
