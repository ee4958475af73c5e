package org.tassis.launcher.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.migration.job.Job;

/// `migrate imap`: one job for each mailbox.
final class PullCommand {
    private static final int MAX_ROWS = 20_000;

    private final Talk talk;
    private final MigrationTalk jobs;

    PullCommand(Talk talk, MigrationTalk jobs) {
        this.talk = talk;
        this.jobs = jobs;
    }

    /// @return the exit status
    int run(Optional<String> login, PullOptions options, MigrationTalk.Waiting waiting) {
        if (options.list != null) {
            return many(options, waiting);
        }
        String mailbox = login.orElseThrow(() -> Talk.refused("LOGIN", "is missing: which mailbox gets the mail?"));
        SortedMap<String, String> spec = options.spec(options.user == null ? mailbox : options.user);
        try (Secret password = talk.passwordLine()) {
            return jobs.follow(give(mailbox, spec, password, options), waiting);
        }
    }

    private Job give(String mailbox, SortedMap<String, String> spec, Secret password, PullOptions options) {
        return jobs.give(Job.Kind.IMAP, mailbox, spec, "mailbox import imap", Optional.of(password), options.keep);
    }

    private int many(PullOptions options, MigrationTalk.Waiting waiting) {
        int status = 0;
        List<Job> given = new ArrayList<>();
        for (CSVRecord row : rows()) {
            String login = value(row, "login");
            String user = value(row, "user");
            String text = row.isMapped("password") && row.isSet("password") ? row.get("password") : "";
            try {
                if (text.isEmpty()) {
                    throw Talk.refused("The row", "has no password");
                }
                try (Secret password = new Secret(text)) {
                    given.add(give(login, options.spec(user.isEmpty() ? login : user), password, options));
                }
            } catch (DirectoryException e) {
                talk.err().println("line " + (row.getRecordNumber() + 1) + ": " + e.getMessage());
                status = 1;
            }
        }
        talk.out().println(given.size() + (given.size() == 1 ? " job" : " jobs") + " given.");
        return waiting.no ? status : Math.max(status, all(given));
    }

    /// Tells how it goes with all of them.
    private int all(List<Job> given) {
        int status = 0;
        int ended = 0;
        for (Job one : given) {
            Job job = one;
            while (!job.state().isEnd()) {
                talk.out().flush();
                if (talk.out().checkError()) {
                    return status; // whoever asked is gone
                }
                job = jobs.await(one, Duration.ofSeconds(5));
            }
            ended++;
            status = Math.max(status, jobs.shortEnd(job, ended, given.size()));
        }
        return status;
    }

    private static String value(CSVRecord row, String column) {
        return row.isMapped(column) && row.isSet(column) ? row.get(column).strip() : "";
    }

    private List<CSVRecord> rows() {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreHeaderCase(true)
                .setTrim(false)
                .get();
        try (CSVParser parser = CSVParser.builder()
                .setReader(new InputStreamReader(talk.in(), StandardCharsets.UTF_8.newDecoder()))
                .setFormat(format)
                .get()) {
            List<String> names = parser.getHeaderNames().stream()
                    .map(name -> name.replace("\ufeff", "").strip().toLowerCase(Locale.ROOT))
                    .toList();
            if (!names.contains("login")) {
                throw Talk.refused("The list", "must name its columns in the first row: login, user, password");
            }
            List<CSVRecord> rows = new ArrayList<>();
            for (CSVRecord row : parser) {
                if (rows.size() >= MAX_ROWS) {
                    throw Talk.refused("The list", "has more than " + MAX_ROWS + " rows; take it in parts");
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException | UncheckedIOException e) {
            throw Talk.refused("The list", "is no CSV file in UTF-8: " + e.getMessage());
        }
    }
}
