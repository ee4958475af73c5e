package org.tassis.launcher.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Login;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `audit`.
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "What was changed, by whom, and what it was before; newest first.")
final class AuditCommand implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int USUAL = 50;

    private final Talk talk;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Only acts with it in who, what, or to what.")
    private String words = "";

    @Option(names = "--customer", paramLabel = "NAME", description = "Only acts on what is a customer's.")
    private @Nullable Login customer;

    @Option(names = "--since", paramLabel = "TIME", description = "Only the last 2h, 7d, ...")
    private @Nullable Duration since;

    @Option(names = "-n", paramLabel = "COUNT", description = "How many (50; with --csv or --json all).")
    private @Nullable Integer most;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Option(names = "--csv", description = "For spreadsheets.")
    private boolean csv;

    record Row(
            long id,
            String at,
            String actor,
            String way,
            String from,
            String what,
            String object,
            Map<String, String> before,
            Map<String, String> after) {
        static Row of(AuditEntry entry) {
            return new Row(
                    entry.id(),
                    entry.at().toString(),
                    entry.actor(),
                    entry.way(),
                    entry.from(),
                    entry.what(),
                    entry.object(),
                    entry.before(),
                    entry.after());
        }
    }

    AuditCommand(Talk talk) {
        this.talk = talk;
    }

    @Override
    public Integer call() {
        AuditQuery query = AuditQuery.ALL.with(words);
        if (customer != null) {
            query = query.of(talk.customers().find(customer).id());
        }
        if (since != null) {
            query = query.between(Optional.of(Instant.now().minus(since)), Optional.empty());
        }
        long limit = most != null ? most : json || csv ? Long.MAX_VALUE : USUAL;
        Stream<Row> rows = entries(query).limit(limit).map(Row::of);
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (csv) {
            print(rows);
        } else {
            List<Row> some = rows.toList();
            if (some.isEmpty()) {
                talk.out().println("Nothing of that kind was done.");
                return 0;
            }
            new Table(talk.out(), "WHEN", "WHO", "FROM", "WHAT", "CHANGED")
                    .print(some.stream()
                            .map(row -> List.of(
                                    row.at().substring(0, 19).replace('T', ' '),
                                    row.actor(),
                                    row.from().isEmpty() ? row.way() : row.from(),
                                    row.what() + " " + row.object(),
                                    changed(row)))
                            .toList());
        }
        return 0;
    }

    private static String changed(Row row) {
        Stream<String> gone = row.before().entrySet().stream()
                .filter(fact -> !row.after().containsKey(fact.getKey()))
                .map(fact -> fact.getKey() + ": was " + fact.getValue());
        Stream<String> now = row.after().entrySet().stream().map(fact -> {
            String before = row.before().get(fact.getKey());
            return fact.getKey() + ": " + (before == null ? "" : before + " -> ") + fact.getValue();
        });
        return Stream.concat(now, gone).collect(Collectors.joining("; ")).replace('\n', ' ');
    }

    private Stream<AuditEntry> entries(AuditQuery query) {
        Iterator<List<AuditEntry>> pages = new Iterator<>() {
            private List<AuditEntry> next = talk.audit(query, OptionalLong.empty(), PAGE);

            @Override
            public boolean hasNext() {
                return !next.isEmpty();
            }

            @Override
            public List<AuditEntry> next() {
                List<AuditEntry> page = next;
                next = page.size() < PAGE
                        ? List.of()
                        : talk.audit(query, OptionalLong.of(page.getLast().id()), PAGE);
                return page;
            }
        };
        return Stream.iterate(pages, Iterator::hasNext, same -> same).flatMap(same -> same.next().stream());
    }

    private void print(Stream<Row> rows) {
        try {
            CSVPrinter printer = new CSVPrinter(talk.out(), CSVFormat.RFC4180);
            printer.printRecord("when", "who", "way", "from", "what", "to", "before", "after");
            for (Row row : (Iterable<Row>) rows::iterator) {
                printer.printRecord(
                        row.at(),
                        row.actor(),
                        row.way(),
                        row.from(),
                        row.what(),
                        row.object(),
                        lines(row.before()),
                        lines(row.after()));
            }
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("\n"));
    }
}
