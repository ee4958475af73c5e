package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every RFC that code or a conversation cites is listed in docs/rfc/index.tsv, and docs/rfc/coverage.md is what the
/// sources say: `./tassis rfc` writes it again (system property `rfc.write`).
class RfcTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CITATION =
            Pattern.compile("(?:RFC ?|rfc: )(\\d{3,5})((?:,? (?:and )?§[0-9A-Z.]*[0-9A-Z])*)");
    private static final Pattern SECTION = Pattern.compile("§([0-9A-Z.]*[0-9A-Z])");

    /// @param code  files of production that cite it
    /// @param tests tests and conversations that cite it
    private record Cited(TreeSet<String> code, TreeSet<String> tests) {}

    @Test
    void everyCitedRfcIsInTheIndex() throws IOException {
        assertThat(index().keySet()).containsAll(citations().keySet());
    }

    @Test
    void theCoverageTableIsWhatTheSourcesSay() throws IOException {
        Path table = PROJECT.resolve("docs/rfc/coverage.md");
        String written = render();
        if (Boolean.getBoolean("rfc.write")) {
            Files.writeString(table, written);
        }
        assertThat(table).as("run ./tassis rfc").hasContent(written);
    }

    private static Map<Integer, String[]> index() throws IOException {
        Map<Integer, String[]> index = new TreeMap<>();
        for (String line : Files.readAllLines(PROJECT.resolve("docs/rfc/index.tsv"))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] cells = line.split("\t");
                assertThat(cells).as(line).hasSize(3);
                index.put(Integer.parseInt(cells[0]), cells);
            }
        }
        return index;
    }

    /// RFC → section ("" for the whole) → who cites it.
    private static Map<Integer, TreeMap<String, Cited>> citations() throws IOException {
        Map<Integer, TreeMap<String, Cited>> found = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(PROJECT)) {
            all.filter(path -> path.toString().contains("/src/")
                            && !path.toString().contains("/target/"))
                    .filter(path -> path.toString().matches(".*\\.(java|imap|smtp|pop3|sieve|talk|svtest)"))
                    .filter(path -> !path.endsWith("RfcTest.java"))
                    .forEach(files::add);
        }
        for (Path file : files) {
            String name = PROJECT.relativize(file).toString();
            boolean test = name.contains("/src/test/") || name.startsWith("testkit/");
            Matcher citation = CITATION.matcher(Files.readString(file));
            while (citation.find()) {
                TreeMap<String, Cited> sections =
                        found.computeIfAbsent(Integer.valueOf(citation.group(1)), _ -> new TreeMap<>(RfcTest::compare));
                List<String> named = SECTION.matcher(citation.group(2))
                        .results()
                        .map(section -> section.group(1))
                        .toList();
                for (String section : named.isEmpty() ? List.of("") : named) {
                    Cited cited = sections.computeIfAbsent(section, _ -> new Cited(new TreeSet<>(), new TreeSet<>()));
                    (test ? cited.tests() : cited.code())
                            .add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        return found;
    }

    /// 2.10 comes after 2.9.
    private static int compare(String one, String other) {
        String[] a = one.split("\\.");
        String[] b = other.split("\\.");
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            boolean numbers = a[i].matches("\\d{1,6}") && b[i].matches("\\d{1,6}");
            int order =
                    numbers ? Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i])) : a[i].compareTo(b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static String render() throws IOException {
        StringBuilder out = new StringBuilder("""
                # What of which RFC is implemented where

                Written by `./tassis rfc` from the citations in the sources; do not edit. The titles and what is left out
                are in `index.tsv`.
                """);
        Map<Integer, TreeMap<String, Cited>> citations = citations();
        for (Map.Entry<Integer, String[]> rfc : index().entrySet()) {
            out.append("\n## RFC ")
                    .append(rfc.getKey())
                    .append(": ")
                    .append(rfc.getValue()[2])
                    .append("\n\n");
            out.append("Status: ").append(rfc.getValue()[1]).append("\n");
            Map<String, Cited> sections = citations.getOrDefault(rfc.getKey(), new TreeMap<>());
            if (!sections.isEmpty()) {
                out.append("\n| section | code | tests |\n|---|---|---|\n");
            }
            sections.forEach((section, cited) -> out.append("| ")
                    .append(section.isEmpty() ? "(whole)" : "§" + section)
                    .append(" | ")
                    .append(String.join(", ", cited.code()))
                    .append(" | ")
                    .append(String.join(", ", cited.tests()))
                    .append(" |\n"));
        }
        return out.toString();
    }
}
