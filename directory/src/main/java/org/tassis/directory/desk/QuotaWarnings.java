package org.tassis.directory.desk;

import java.util.Optional;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;
import org.tassis.directory.QuotaRecords;

/// Tells owners of mailboxes that these are nearly full: at each of {@link #STEPS} once, and again when the mailbox was
/// emptier meanwhile. The letter goes into the mailbox itself. Run from time to time, by one thread.
public final class QuotaWarnings {
    private static final int[] STEPS = {95, 90, 80};

    /// So much emptier than a step a mailbox must have been before that step is told of again, in percent: one that
    /// goes up and down around it is no reason for a letter each time.
    private static final int SLACK = 2;

    private final QuotaRecords records;
    private final Directory directory;
    private final Letters letters;
    private final Post post;

    public QuotaWarnings(QuotaRecords records, Directory directory, Letters letters, Post post) {
        this.records = records;
        this.directory = directory;
        this.letters = letters;
        this.post = post;
    }

    /// @return how many letters were written
    public int run() {
        int written = 0;
        for (QuotaRecords.Filling filling : records.filling(STEPS[STEPS.length - 1])) {
            int step = step(filling.percent());
            if (step > filling.warned()) {
                Optional<Account> account = directory.account(filling.account());
                if (account.isPresent()) {
                    records.warned(filling.account(), step); // first: better one letter too few than one every time
                    post.send(
                            letters.quota(account.get(), step, filling.used()), new Post.To.Mailbox(filling.account()));
                    written++;
                }
            } else if (step(filling.percent() + SLACK) < filling.warned()) {
                records.warned(filling.account(), step);
            }
        }
        return written;
    }

    private static int step(int percent) {
        for (int step : STEPS) {
            if (percent >= step) {
                return step;
            }
        }
        return 0;
    }
}
