package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.mailflow.Reception;
import org.tassis.message.MessageContent;

/// Questions about one message to other programs, asked at the same time as everything else is found out, each on a
/// thread of its own.
final class Scans {
    private static final Logger LOG = LoggerFactory.getLogger(Scans.class);

    private record Question(FutureTask<Finding> task, long end) {}

    private final Map<Scanner, Question> asked = new HashMap<>(2); // of the thread that accepts the message

    /// Begins to ask, unless it was begun.
    void begin(Scanner scanner, Reception reception, MessageContent content) {
        asked.computeIfAbsent(scanner, _ -> {
            Cancellation cancellation = new Cancellation();
            FutureTask<Finding> task = new FutureTask<>(() -> find(scanner, reception, content, cancellation));
            Thread.ofVirtual().name(scanner.name()).start(task);
            Thread.ofVirtual()
                    .name(scanner.name() + "-limit")
                    .start(() -> end(task, cancellation, scanner.settings().timeLimit()));
            return new Question(
                    task, System.nanoTime() + scanner.settings().timeLimit().toNanos());
        });
    }

    /// Also when nobody waits for the answer any more, as somebody else refused the message.
    private static void end(FutureTask<Finding> task, Cancellation cancellation, Duration limit) {
        try {
            task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            cancellation.cancel();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Finding find(
            Scanner scanner, Reception reception, MessageContent content, Cancellation cancellation) {
        try {
            return scanner.ask(reception, content, cancellation);
        } catch (IOException | RuntimeException e) { // the content may be closed when somebody else refused it
            return new Finding.Down(e.toString());
        }
    }

    /// Waits until the time limit, counted from the beginning.
    Finding result(Scanner scanner, Reception reception, MessageContent content) {
        begin(scanner, reception, content);
        Question question = java.util.Objects.requireNonNull(asked.get(scanner));
        Finding finding;
        try {
            finding = question.task().get(Math.max(0, question.end() - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            finding = new Finding.Down("no answer within " + scanner.settings().timeLimit());
        } catch (ExecutionException e) {
            finding = new Finding.Down(String.valueOf(e.getCause()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            finding = new Finding.Down("interrupted");
        }
        if (finding instanceof Finding.Down(String why)) {
            LOG.warn("{}: {} cannot be asked: {}", reception.id(), scanner.name(), why);
        }
        return finding;
    }
}
