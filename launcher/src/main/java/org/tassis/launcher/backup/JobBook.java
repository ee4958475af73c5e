package org.tassis.launcher.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.backup.Job;
import org.tassis.directory.CustomerId;

/// The jobs that were given lately, in a file, so that what became of one can be read after a restart; the
/// newest hundred. Progress alone is in memory. Any thread.
final class JobBook {
    private static final Logger LOG = LoggerFactory.getLogger(JobBook.class);
    private static final int KEPT = 100;
    private static final int REMARKS = 50;
    private static final int FIELDS = 15;

    private final Path file;
    private final List<Job> jobs = new ArrayList<>(); // guarded by this; the oldest first
    private boolean isRead; // guarded by this

    JobBook(Path file) {
        this.file = file;
    }

    private List<Job> jobs() {
        if (!isRead) {
            try {
                for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                    parse(line).ifPresent(jobs::add);
                }
            } catch (NoSuchFileException e) {
                // nothing yet
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            isRead = true;
        }
        return jobs;
    }

    /// The newest first.
    synchronized List<Job> newest(int limit) {
        return jobs().reversed().stream().limit(limit).toList();
    }

    synchronized Optional<Job> find(long id) {
        return jobs().stream().filter(job -> job.id() == id).findFirst();
    }

    /// @param with makes it of its number
    synchronized Job add(java.util.function.LongFunction<Job> with) {
        Job job = with.apply(jobs().isEmpty() ? 1 : jobs().getLast().id() + 1);
        jobs.add(job);
        while (jobs.size() > KEPT) {
            jobs.removeFirst();
        }
        write();
        return job;
    }

    /// @param durable whether it is written down
    synchronized void change(long id, boolean durable, UnaryOperator<Job> how) {
        jobs().replaceAll(job -> job.id() == id ? how.apply(job) : job);
        if (durable) {
            write();
        }
    }

    /// At the start: what had not ended then does not go on.
    synchronized void stopAll(Instant now) {
        if (jobs().stream().allMatch(job -> job.state().isEnd())) {
            return;
        }
        jobs.replaceAll(job -> job.state().isEnd() ? job : ended(job, Job.State.STOPPED, now));
        write();
    }

    static Job ended(Job job, Job.State state, Instant now) {
        return new Job(
                job.id(),
                job.kind(),
                job.backup(),
                job.choice(),
                job.actor(),
                job.customer(),
                state,
                job.created(),
                Optional.of(now),
                job.progress(),
                job.figures(),
                job.remarks(),
                job.report());
    }

    private void write() {
        String text = jobs.stream().map(JobBook::line).collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text, StandardCharsets.US_ASCII);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("what becomes of work on backups cannot be written down", e);
        }
    }

    private static String line(Job job) {
        List<String> words = new ArrayList<>(List.of(
                Long.toString(job.id()),
                job.kind().name(),
                job.backup(),
                job.choice().from(),
                job.choice().folder(),
                Integer.toString(job.choice().messages()),
                job.choice().into(),
                job.actor(),
                job.customer().map(one -> Long.toString(one.value())).orElse(""),
                job.state().name(),
                job.created().toString(),
                job.ended().map(Instant::toString).orElse(""),
                job.report().map(Instant::toString).orElse(""),
                job.figures().entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .collect(Collectors.joining(",")),
                Integer.toString(Math.min(REMARKS, job.remarks().size()))));
        job.remarks().stream().limit(REMARKS).forEach(words::add);
        return words.stream()
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }

    private static Optional<Job> parse(String line) {
        List<String> words = java.util.Arrays.stream(line.split(" ", -1))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toList();
        try {
            SortedMap<String, Long> figures = new TreeMap<>();
            for (String figure : words.get(13).split(",", -1)) {
                int sign = figure.indexOf('=');
                if (sign > 0) {
                    figures.put(figure.substring(0, sign), Long.parseLong(figure.substring(sign + 1)));
                }
            }
            return Optional.of(new Job(
                    Long.parseLong(words.get(0)),
                    Job.Kind.valueOf(words.get(1)),
                    words.get(2),
                    new Job.Chosen(words.get(3), words.get(4), Integer.parseInt(words.get(5)), words.get(6)),
                    words.get(7),
                    given(words.get(8)).map(text -> new CustomerId(Long.parseLong(text))),
                    Job.State.valueOf(words.get(9)),
                    Instant.parse(words.get(10)),
                    given(words.get(11)).map(Instant::parse),
                    Job.Progress.NONE,
                    figures,
                    words.subList(FIELDS, words.size()),
                    given(words.get(12)).map(Instant::parse)));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            return Optional.empty(); // of another version, or cut off
        }
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
