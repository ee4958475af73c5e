package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tallies;
import org.tassis.mailflow.report.Tallies.Counted;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.Tally.Kind;

/// What every {@link Tallies} must do. Each test finds it empty.
public interface TalliesContract {
    DomainName ORG = new DomainName("example.org");
    DomainName NET = new DomainName("example.net");
    LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    LocalDate TUESDAY = MONDAY.plusDays(1);

    Tallies tallies();

    private static Tally tally(LocalDate day, DomainName domain, long count, String... facts) {
        return new Tally(Kind.TLS_SEEN, day, domain, List.of(facts), count);
    }

    @Test
    default void countsOfTheSameFactsAddUp() {
        Tallies tallies = tallies();
        tallies.add(List.of(tally(MONDAY, ORG, 2, "a", "", "é\u2028"), tally(MONDAY, ORG, 1, "b")));
        tallies.add(List.of(tally(MONDAY, ORG, 5, "b"), tally(MONDAY, NET, 1, "b"), tally(TUESDAY, ORG, 1, "b")));
        tallies.add(List.of(new Tally(Kind.DMARC_SEEN, MONDAY, ORG, List.of("b"), 1)));
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, ORG, 10))
                .containsExactly(tally(MONDAY, ORG, 6, "b"), tally(MONDAY, ORG, 2, "a", "", "é\u2028"));
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, ORG, 1)).containsExactly(tally(MONDAY, ORG, 6, "b"));
        assertThat(tallies.since(Kind.TLS_SEEN, MONDAY, ORG, 10))
                .containsExactly(
                        tally(MONDAY, ORG, 6, "b"),
                        tally(MONDAY, ORG, 2, "a", "", "é\u2028"),
                        tally(TUESDAY, ORG, 1, "b"));
        assertThat(tallies.since(Kind.TLS_SEEN, TUESDAY, ORG, 10)).hasSize(1);
        assertThat(tallies.since(Kind.TLS_SEEN, MONDAY, ORG, 2)).hasSize(2);
    }

    @Test
    default void daysThatAreOverAreFoundAndForgotten() {
        Tallies tallies = tallies();
        tallies.add(List.of(
                tally(TUESDAY, ORG, 1, "a"),
                tally(MONDAY, ORG, 1, "a"),
                tally(MONDAY, ORG, 1, "b"),
                tally(MONDAY, NET, 1, "a"),
                new Tally(Kind.DMARC_SEEN, MONDAY, ORG, List.of("b"), 1)));
        assertThat(tallies.before(Kind.TLS_SEEN, MONDAY, 10)).isEmpty();
        assertThat(tallies.before(Kind.TLS_SEEN, TUESDAY, 10))
                .containsExactly(new Counted(MONDAY, NET), new Counted(MONDAY, ORG));
        assertThat(tallies.before(Kind.TLS_SEEN, TUESDAY.plusDays(1), 2)).hasSize(2);
        tallies.forget(Kind.TLS_SEEN, new Counted(MONDAY, ORG));
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, ORG, 10)).isEmpty();
        assertThat(tallies.before(Kind.TLS_SEEN, TUESDAY.plusDays(1), 10))
                .containsExactly(new Counted(MONDAY, NET), new Counted(TUESDAY, ORG));
        assertThat(tallies.forgetBefore(Kind.TLS_SEEN, TUESDAY)).isEqualTo(1);
        assertThat(tallies.before(Kind.TLS_SEEN, TUESDAY.plusDays(1), 10)).containsExactly(new Counted(TUESDAY, ORG));
        assertThat(tallies.before(Kind.DMARC_SEEN, TUESDAY, 10)).hasSize(1);
    }

    @Test
    default void thereIsAnEndToDifferentFacts() {
        Tallies tallies = tallies();
        List<Tally> many = new ArrayList<>();
        IntStream.range(0, Tallies.MOST_OF_A_DOMAIN - 1).forEach(i -> many.add(tally(MONDAY, ORG, 1, "fact " + i)));
        tallies.add(many);
        tallies.add(List.of(tally(MONDAY, ORG, 3, "one more"), tally(MONDAY, ORG, 3, "two more")));
        tallies.add(List.of(tally(MONDAY, ORG, 1, "fact 7"), tally(MONDAY, NET, 1, "a")));
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, ORG, 20_000)).hasSize(Tallies.MOST_OF_A_DOMAIN);
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, ORG, 2))
                .extracting(Tally::count)
                .containsExactly(3L, 2L);
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, NET, 2)).hasSize(1);
    }

    @Test
    default void writersDoNotLoseCounts() throws Exception {
        Tallies tallies = tallies();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 8; writer++) {
                executor.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        tallies.add(List.of(tally(MONDAY, ORG, 1, "same"), tally(MONDAY, NET, 2, "same")));
                    }
                    return true;
                });
            }
        }
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, ORG, 10)).containsExactly(tally(MONDAY, ORG, 160, "same"));
        assertThat(tallies.of(Kind.TLS_SEEN, MONDAY, NET, 10)).containsExactly(tally(MONDAY, NET, 320, "same"));
    }
}
