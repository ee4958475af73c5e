package org.tassis.launcher.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.tassis.core.Secret;
import org.tassis.directory.desk.MailboxImport.Line;
import org.tassis.directory.desk.MailboxSheet;

/// `mailbox import`: one mailbox for each row of a CSV file. A file that is no CSV is refused as a whole; a
/// row that is refused is told with its line and reason, and the others are done.
final class MailboxImport {
    private final Talk talk;
    private final String file;
    private final boolean dryRun;
    private final boolean all;
    private final boolean csv;
    private int done;

    MailboxImport(Talk talk, String file, boolean dryRun, boolean all, boolean csv) {
        this.talk = talk;
        this.file = file.equals("-") ? "standard input" : file;
        this.dryRun = dryRun;
        this.all = all;
        this.csv = csv;
    }

    int run() {
        List<MailboxSheet.Row> rows = MailboxSheet.read(file, talk.in());
        if (csv) {
            print("line", "login", "password", "result");
        }
        var importing = talk.mailboxes().importing();
        boolean made = true;
        if (dryRun) {
            importing.preview(rows).forEach(this::report);
            made = false;
        } else if (all) {
            List<Line> lines = importing.all(rows);
            made = lines.stream().allMatch(line -> line.failure().isEmpty());
            lines.stream()
                    .filter(line -> line.failure().isPresent()
                            || lines.stream().allMatch(one -> one.failure().isEmpty()))
                    .forEach(this::report);
        } else {
            importing.lines(rows, this::report);
        }
        int refused = rows.size() - done;
        if (all && !dryRun && !made) {
            (csv ? talk.err() : talk.out()).println("Nothing was added.");
            return 1;
        }
        (csv ? talk.err() : talk.out())
                .println(done
                        + (done == 1 ? " mailbox" : " mailboxes")
                        + (dryRun ? " could be added" : " added")
                        + (refused == 0 ? "." : ", " + refused + " refused."));
        return refused == 0 ? 0 : 1;
    }

    private void report(Line line) {
        if (line.failure().isPresent()) {
            String why = line.failure().get().text();
            talk.err().println(file + ", line " + line.line() + ": " + why);
            if (csv) {
                print(Long.toString(line.line()), line.login(), "", why);
            }
        } else {
            done++;
            String password = line.password().map(Secret::reveal).orElse("");
            String result = dryRun ? "could be added" : "added";
            if (csv) {
                print(Long.toString(line.line()), line.login(), password, result);
            } else {
                talk.out()
                        .println("line " + line.line() + ": " + line.login() + " " + result
                                + (password.isEmpty() ? "" : ", password " + password));
            }
        }
        talk.out().flush();
    }

    private void print(String... values) {
        try {
            CSVPrinter printer = new CSVPrinter(talk.out(), CSVFormat.RFC4180);
            printer.printRecord((Object[]) values);
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
