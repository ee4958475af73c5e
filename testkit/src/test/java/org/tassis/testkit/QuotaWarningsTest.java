package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.directory.QuotaRecords;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.MailServer;
import org.tassis.directory.desk.Post;
import org.tassis.directory.desk.QuotaWarnings;

class QuotaWarningsTest implements QuotaRecords {
    private final TestDirectory people = new TestDirectory();
    private final List<String> written = new ArrayList<>();
    private long used;
    private int warned;
    private final QuotaWarnings warnings = new QuotaWarnings(
            this, people.directory, new Letters(new MailServer("mail.example.org", List.of(), "")), (letter, to) -> {
                assertThat(to).isEqualTo(new Post.To.Mailbox(people.ann.id()));
                written.add(letter.subject());
            });

    @Override
    public List<Filling> filling(int percent) {
        Filling filling = new Filling(people.ann.id(), used, 1000, warned);
        return filling.percent() >= percent || warned > 0 ? List.of(filling) : List.of();
    }

    @Override
    public void warned(AccountId account, int step) {
        warned = step;
    }

    private List<String> afterUsing(long octets) {
        used = octets;
        written.clear();
        warnings.run();
        return List.copyOf(written);
    }

    @Test
    void eachStepIsToldOnce() {
        people.limit(people.ann, Quota.ofBytes(1000));
        assertThat(afterUsing(799)).isEmpty();
        assertThat(afterUsing(800)).containsExactly("The mailbox ann is 80 % full");
        assertThat(afterUsing(899)).isEmpty();
        assertThat(afterUsing(960)).containsExactly("The mailbox ann is 95 % full");
        assertThat(afterUsing(1000)).isEmpty();
        assertThat(afterUsing(945)).isEmpty(); // a little emptier is as full as before
        assertThat(afterUsing(950)).isEmpty();
        assertThat(afterUsing(910)).isEmpty();
        assertThat(afterUsing(950)).containsExactly("The mailbox ann is 95 % full");
        assertThat(afterUsing(100)).isEmpty();
        assertThat(warned).isZero();
        assertThat(afterUsing(905)).containsExactly("The mailbox ann is 90 % full");
    }
}
