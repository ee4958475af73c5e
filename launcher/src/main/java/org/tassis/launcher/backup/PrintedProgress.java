package org.tassis.launcher.backup;

import java.io.PrintWriter;
import java.util.Locale;
import org.tassis.backup.Progress;

/// Tells a person how far something is, a line now and then.
final class PrintedProgress implements Progress {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final PrintWriter out;
    private long next = System.nanoTime() + EVERY_NANOS;

    PrintedProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void at(String what, long done, long total) {
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + EVERY_NANOS;
        out.println(
                total <= 0
                        ? "  " + what + " ..."
                        : String.format(Locale.ROOT, "  %3.0f %%  %s", 100.0 * done / total, what));
        out.flush();
    }
}
