package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes to who runs the server when backups or drills are missing, too old, or went wrong: once, and again
/// after a week while it lasts. What was told outlives a restart. Any thread.
public final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
    private static final Duration AGAIN = Duration.ofDays(7);
    private static final String BACKUP = "backup";
    private static final String DRILL = "drill";

    private final Backups backups;
    private final Teller teller;
    private final Path file;

    /// Sends a letter.
    @FunctionalInterface
    public interface Teller {
        /// @return whether there was somebody to tell
        boolean tell(String subject, String text);
    }

    public Alarm(Backups backups, Teller teller) {
        this.backups = backups;
        this.teller = teller;
        this.file = backups.state().resolve("told");
    }

    /// Called now and then.
    public synchronized void look() {
        Map<String, Instant> told = read();
        Map<String, Instant> before = Map.copyOf(told);
        about(BACKUP, backups.trouble(), told);
        about(DRILL, backups.drillTrouble(), told);
        if (!told.equals(before)) {
            write(told);
        }
    }

    /// A letter on the last backup or drill went already.
    public synchronized void told(boolean drill) {
        Map<String, Instant> told = read();
        told.put(drill ? DRILL : BACKUP, backups.clock().instant());
        write(told);
    }

    private void about(String what, Optional<Trouble> trouble, Map<String, Instant> told) {
        if (trouble.isEmpty()) {
            told.remove(what);
            return;
        }
        Instant now = backups.clock().instant();
        Instant last = told.get(what);
        if ((last == null || !last.plus(AGAIN).isAfter(now))
                && teller.tell(subject(trouble.get()), text(trouble.get()))) {
            told.put(what, now);
        }
    }

    private static String subject(Trouble trouble) {
        return switch (trouble.kind()) {
            case NEVER -> "There is no backup";
            case OLD -> "The newest backup is old";
            case FAILED -> "The backup failed";
            case DRILL_FAILED -> "Backup drill: the backup is damaged";
            case DRILL_OLD -> "Backup drill: none was made for a while";
        };
    }

    private String text(Trouble trouble) {
        String sentence = trouble.sentence();
        String what = Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".";
        String remedy =
                switch (trouble.kind()) {
                    case NEVER, OLD, FAILED ->
                        "Backups go to " + backups.settings().backup().target() + " every night at "
                                + backups.settings().backup().at() + ", when the server runs then. ./tassis backup now"
                                + " makes one at once and says what is wrong; so does the page Backup of administration.";
                    case DRILL_FAILED, DRILL_OLD ->
                        "./tassis backup drill puts the newest backup back for trial at once and says what is wrong; so"
                                + " does the page Backup of administration.";
                };
        return what + "\n\n" + remedy + "\n\nThis letter comes again in a week, unless it is well by then.\n";
    }

    private Map<String, Instant> read() {
        Map<String, Instant> told = new HashMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                    String[] words = line.split(" ", 2);
                    told.put(words[0], Instant.parse(words[1]));
                }
            }
        } catch (IOException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("{} cannot be read: who was told of backups is not known", file);
        }
        return told;
    }

    private void write(Map<String, Instant> told) {
        List<String> lines = new ArrayList<>();
        told.forEach((what, when) -> lines.add(what + " " + when));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            LOG.warn("that somebody was told of backups cannot be written down", e);
        }
    }
}
