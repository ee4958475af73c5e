package org.tassis.mailflow.report.told;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally;

/// What others told, added up for people.
public final class Summary {
    private Summary() {}

    /// Messages of one source, as all reporters together saw them.
    ///
    /// @param source    the address of a client
    /// @param passed    messages that passed DMARC
    /// @param reporters in the order of their names
    public record Source(String domain, String source, long passed, long failed, List<String> reporters) {}

    /// Connections that ended alike.
    ///
    /// @param policy kind of
    /// @param result empty when all was well
    /// @param server that was connected to
    public record Tls(
            String domain, String policy, String result, String server, long connections, List<String> reporters) {}

    /// @param rows of {@link Tally.Kind#DMARC_TOLD}
    /// @return the most frequent first
    public static List<Source> sources(DomainName domain, List<Tally> rows) {
        Map<String, List<Tally>> bySource = rows.stream()
                .collect(Collectors.groupingBy(row -> row.fact(1), LinkedHashMap::new, Collectors.toList()));
        return bySource.entrySet().stream()
                .map(entry -> {
                    long passed = entry.getValue().stream()
                            .filter(row ->
                                    row.fact(3).equals("pass") || row.fact(4).equals("pass"))
                            .mapToLong(Tally::count)
                            .sum();
                    return new Source(
                            domain.ascii(),
                            entry.getKey(),
                            passed,
                            count(entry.getValue()) - passed,
                            reporters(entry.getValue()));
                })
                .sorted(Comparator.comparingLong((Source row) -> row.passed() + row.failed())
                        .reversed())
                .toList();
    }

    /// @param rows of {@link Tally.Kind#TLS_TOLD}
    /// @return the most frequent first
    public static List<Tls> connections(DomainName domain, List<Tally> rows) {
        Map<List<String>, List<Tally>> alike = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> List.of(row.fact(1), row.fact(3), row.fact(4)),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return alike.entrySet().stream()
                .map(entry -> new Tls(
                        domain.ascii(),
                        entry.getKey().get(0),
                        entry.getKey().get(1),
                        entry.getKey().get(2),
                        count(entry.getValue()),
                        reporters(entry.getValue())))
                .sorted(Comparator.comparingLong(Tls::connections).reversed())
                .toList();
    }

    private static long count(List<Tally> rows) {
        return rows.stream().mapToLong(Tally::count).sum();
    }

    private static List<String> reporters(List<Tally> rows) {
        return rows.stream().map(row -> row.fact(0)).distinct().sorted().toList();
    }
}
