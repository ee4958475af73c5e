package org.tassis.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.Secret;
import org.tassis.core.SystemFlag;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.imap.PullRecords.Pulled;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.JobRecords;
import org.tassis.migration.job.NewJob;
import org.tassis.store.PopIds;

/// What jobs and pulls remember, on every database.
interface MigrationContract {
    Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    AccountId ANN = new AccountId(3);

    JobRecords jobs();

    PullRecords pulls();

    PopIds popIds();

    private static NewJob job(String user) {
        TreeMap<String, String> spec = new TreeMap<>();
        spec.put("host", "imap.example.org");
        spec.put("user", user);
        return new NewJob(Job.Kind.IMAP, ANN, "ann", spec, "operator", Optional.empty(), false);
    }

    @Test
    default void jobsAreRemembered() {
        Job first = jobs().add(job("a=b*c"), Optional.of(new Secret("geheim")), NOW);
        Job second = jobs().add(job("x"), Optional.empty(), NOW);
        assertThat(jobs().job(first.id())).contains(first);
        assertThat(jobs().jobs(10)).startsWith(second, first);
        assertThat(jobs().jobs(ANN, 10)).startsWith(second, first);
        assertThat(jobs().jobs(ANN, 1)).containsExactly(second);
        assertThat(jobs().jobs(new AccountId(4711), 10)).isEmpty();
        assertThat(jobs().unfinished()).contains(first, second);
        assertThat(jobs().secret(first.id()).map(Secret::reveal)).contains("geheim");
        assertThat(jobs().secret(second.id())).isEmpty();
        Progress progress = new Progress();
        progress.at("INBOX");
        progress.expect(10);
        progress.brought(3, 3000);
        progress.refused("too\nlarge");
        Job ended = first.with(progress.figures()).with(Job.State.FULL, "It is full.", NOW.plusSeconds(5));
        jobs().update(ended);
        assertThat(jobs().job(first.id())).contains(ended);
        assertThat(jobs().unfinished()).doesNotContain(ended);
        jobs().forgetSecret(first.id());
        assertThat(jobs().secret(first.id())).isEmpty();
        assertThat(jobs().forget(NOW.plusSeconds(6))).isEqualTo(1);
        assertThat(jobs().job(first.id())).isEmpty();
        jobs().update(second.with(Job.State.DONE, "", NOW));
    }

    private static Pulled pulled(long uid, String id, Flags flags) {
        return new Pulled(uid, Fingerprint.of(id, uid, 7), flags, new MailboxId(9), 100 + uid);
    }

    @Test
    default void pulledMessagesAreRemembered() {
        PullRecords.Folder life = pulls().folder(ANN, "ann@imap.example.org", "INBOX", 1);
        assertThat(pulls().folder(ANN, "ann@imap.example.org", "INBOX", 1)).isEqualTo(life);
        Pulled one = pulled(1, "<1>", Flags.of(Set.of(SystemFlag.SEEN), List.of("$label1")));
        Pulled two = pulled(0xFFFF_FFFFL, "<2>", Flags.NONE);
        pulls().put(life, List.of(one, two));
        assertThat(pulls().messages(life)).containsExactly(one, two);
        Pulled changed = pulled(1, "<1>", Flags.of(SystemFlag.FLAGGED));
        pulls().put(life, List.of(changed));
        assertThat(pulls().messages(life)).containsExactly(changed, two);

        PullRecords.Folder next = pulls().folder(ANN, "ann@imap.example.org", "INBOX", 2);
        assertThat(pulls().messages(next)).isEmpty();
        assertThat(pulls().earlier(next)).containsExactly(changed, two);
        PullRecords.Folder other = pulls().folder(ANN, "ann@imap.example.org", "Sent", 2);
        assertThat(pulls().earlier(other)).isEmpty();
        assertThat(pulls().prints(ANN, "ann@imap.example.org")).containsExactlyInAnyOrder(one.print(), two.print());
        assertThat(pulls().prints(ANN, "piet@imap.example.org")).isEmpty();

        pulls().update(new PullRecords.Folder(life.id(), ANN, life.source(), life.name(), 1, 77));
        assertThat(pulls().folder(ANN, life.source(), life.name(), 1).modSeq()).isEqualTo(77);
        pulls().forget(ANN);
        assertThat(pulls().prints(ANN, "ann@imap.example.org")).isEmpty();
    }

    @Test
    default void identitiesForPopAreKept() {
        AccountId account = new AccountId(44);
        assertThat(popIds().of(account)).isEmpty();
        popIds().keep(account, Map.of(new MessageId(1), "a", new MessageId(2), "b"));
        popIds().keep(account, Map.of(new MessageId(2), "c"));
        assertThat(popIds().of(account)).isEqualTo(Map.of(new MessageId(1), "a", new MessageId(2), "c"));
        popIds().forget(account);
        assertThat(popIds().of(account)).isEmpty();
    }
}
