package org.tassis.sql.recall;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistSettings;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;

/// What a greylisting decision costs with a million triplets in the embedded database. To be run by hand; the one
/// argument is how many triplets.
public final class GreylistCost {
    private static final EmailAddress ANN = EmailAddress.valueOf("ann@example.org");

    private GreylistCost() {}

    public static void main(String[] words) throws IOException {
        int triplets = words.length == 0 ? 1_000_000 : Integer.parseInt(words[0]);
        Path directory = Files.createTempDirectory("greylist-cost");
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")))) {
            try (Recall recall = new Recall(database)) {
                Greylist greylist = greylist(recall);
                measure("strangers, first attempt", triplets, i -> greylist.decide(attempt(i)));
                System.gc();
                long used = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                System.out.printf("heap in use with %,d triplets: %,d KB%n", triplets, used / 1024);
            }
            try (Recall recall = new Recall(database)) {
                Greylist greylist = greylist(recall);
                int step = 7919;
                measure(
                        "retries, not in memory",
                        200_000,
                        i -> greylist.decide(attempt((int) ((long) i * step % triplets))));
                measure("retries, in memory", 2_000_000, i -> greylist.decide(attempt(i % 10_000)));
                measure("strangers, first attempt", 100_000, i -> greylist.decide(attempt(triplets + i)));
            }
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static Greylist greylist(Recall recall) {
        return new Greylist(new SqlGreylistHistory(recall), GreylistSettings.DEFAULT, InstantSource.system());
    }

    private static Attempt attempt(int number) {
        byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), 1};
        try {
            return new Attempt(
                    InetAddress.getByAddress(address),
                    EmailAddress.parse("sender" + (char) ('a' + number % 16) + "@b" + number % 1000 + ".example"),
                    number % 2 == 0
                            ? ANN
                            : EmailAddress.of("r" + number, "example.org").orElse(ANN),
                    false);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void measure(String what, int times, IntFunction<Object> work) {
        long[] nanos = new long[times];
        Optional<Object> last = Optional.empty();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            last = Optional.of(work.apply(i));
            nanos[i] = System.nanoTime() - before;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%-28s %,9d times: mean %6.1f us, median %6.1f us, 99%% %7.1f us, 99.9%% %8.1f us, %,.0f a second (%s)%n",
                what,
                times,
                seconds / times * 1e6,
                nanos[times / 2] / 1e3,
                nanos[(int) (times * 0.99)] / 1e3,
                nanos[(int) (times * 0.999)] / 1e3,
                times / seconds,
                last.map(Object::toString).orElse(""));
    }
}
