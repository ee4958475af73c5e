package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/promises.md names places and tests that are there: each line at least one of both.
class PromisesTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:#([a-zA-Z0-9]+))?`");

    @Test
    void everyPromiseHasItsPlaceAndItsTest() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<String> wrong = new ArrayList<>();
        int promises = 0;
        for (String line : Files.readAllLines(PROJECT.resolve("docs/promises.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length != 4 || cells[1].strip().equals("promise") || cells[1].startsWith("---")) {
                continue;
            }
            promises++;
            int places = names(cells[2], sources, false, wrong);
            int tests = names(cells[3], sources, true, wrong);
            if (places == 0 || tests == 0) {
                wrong.add("no place or no test: " + line);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(promises).isGreaterThan(50);
    }

    private static int names(String cell, Map<String, List<Path>> sources, boolean tests, List<String> wrong)
            throws IOException {
        Matcher name = NAME.matcher(cell);
        int found = 0;
        while (name.find()) {
            boolean there = false;
            for (Path source : sources.getOrDefault(name.group(1), List.of())) {
                boolean ofTests =
                        source.toString().contains("/src/test/") || source.startsWith(PROJECT.resolve("testkit"));
                there |= ofTests == tests
                        && (name.group(2) == null || Files.readString(source).contains("void " + name.group(2) + "("));
            }
            if (!there) {
                wrong.add("not there: " + name.group());
            }
            found++;
        }
        return found;
    }

    /// Files of each name.
    private static Map<String, List<Path>> sources() throws IOException {
        Map<String, List<Path>> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module :
                    modules.filter(one -> Files.exists(one.resolve("src"))).toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(file -> sources.computeIfAbsent(
                                    String.valueOf(file.getFileName()).replace(".java", ""), _ -> new ArrayList<>())
                            .add(file));
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        }
        return sources;
    }
}
