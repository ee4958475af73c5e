package org.tassis.launcher;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.tassis.launcher.settings.Settings;
import org.tassis.sql.DataDirectory;
import org.tassis.sql.Database;
import org.tassis.sql.Doctor;
import org.tassis.sql.Finding;

/// `./tassis doctor`: examines a data directory that no server uses, and says what it found.
final class Doctoring {
    private Doctoring() {}

    /// @return 0 when all is well, 1 when something was found
    static int run(Settings settings, List<String> words, PrintStream out) {
        boolean repair = words.equals(List.of("--repair"));
        if (!words.isEmpty() && !repair) {
            throw new Arguments.Wrong(
                    "doctor knows --repair, --data DIR and --config FILE, not '" + words.getFirst() + "'");
        }
        if (!settings.dataDirectory().toFile().isDirectory()) {
            throw new StartFailed("there is no data directory " + settings.dataDirectory());
        }
        try (DataDirectory data = Storage.hold(settings.dataDirectory());
                Database database = Storage.openDatabase(settings, data)) {
            Doctor.Report report = new Doctor(data.volumes(), database, repair, progress(out)).examine();
            for (Finding finding : report.findings()) {
                out.println((finding.isSerious() ? "WRONG: " : "note:  ") + finding.sentence());
            }
            out.printf(
                    Locale.ROOT,
                    "%s: %d messages, %d more can be brought back; %d records in %.1f MB of volumes, %.1f MB of them"
                            + " dead.%n",
                    settings.dataDirectory(),
                    report.messages(),
                    report.history(),
                    report.records(),
                    report.octets() / 1e6,
                    report.dead() / 1e6);
            out.println(
                    report.isHealthy()
                            ? "All mail is well."
                            : "Mail is lost or wrong: make a copy of the directory before anything else.");
            return report.isHealthy() ? 0 : 1;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StartFailed("the data in " + settings.dataDirectory() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static java.util.function.Consumer<Doctor.Progress> progress(PrintStream out) {
        boolean terminal = System.console() != null;
        return step -> {
            if (terminal) {
                out.printf(
                        Locale.ROOT,
                        "\r\033[K%s: %.0f %%",
                        step.what(),
                        step.total() == 0 ? 100.0 : 100.0 * step.octets() / step.total());
                if (step.octets() == step.total()) {
                    out.print("\r\033[K");
                }
            }
        };
    }
}
