package org.tassis.mailflow.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.sieve.SieveTests.World;

/// Plays src/test/resources/sieve/*.svtest. In them
/// - `message NAME`, `from ADDRESS` and `to ADDRESS` say what the cases below are about;
/// - `true TEST` and `false TEST` are tests, which may go on in lines that begin with none of these words;
/// - `= TITLE` begins a case: lines `seen ID` and `script NAME` ... `.` that set it up, then a script between
///   lines of `---`, then what must come of it, up to an empty line.
class SieveTranscriptTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/sieve");

    @TestFactory
    Stream<DynamicNode> files() throws IOException {
        try (var files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".svtest")).sorted().toList().stream()
                    .map(file -> DynamicContainer.dynamicContainer(
                            file.getFileName().toString(), new Reader(file).read().stream()));
        }
    }

    private static final class Reader {
        private final Path file;
        private final List<String> lines;
        private int at;
        private String message = "plain";
        private Optional<EmailAddress> from = Optional.of(SieveTests.ANN);
        private EmailAddress to = SieveTests.ME;
        private final List<DynamicTest> tests = new ArrayList<>();

        Reader(Path file) {
            this.file = file;
            this.lines =
                    SieveTests.resource(file.getFileName().toString()).lines().toList();
        }

        List<DynamicTest> read() {
            while (at < lines.size()) {
                var line = lines.get(at++);
                int space = line.indexOf(' ');
                var rest = space < 0 ? "" : line.substring(space + 1).strip();
                switch (space < 0 ? line : line.substring(0, space)) {
                    case "", "#" -> {}
                    case "message" -> message = rest;
                    case "from" -> from = rest.equals("<>") ? Optional.empty() : EmailAddress.parse(rest);
                    case "to" -> to = EmailAddress.valueOf(rest);
                    case "true" -> test(rest, true);
                    case "false" -> test(rest, false);
                    case "=" -> scenario(rest);
                    default -> throw new AssertionError(file + ":" + at + ": " + line);
                }
            }
            return tests;
        }

        private void add(String title, int line, List<String> expected, String script, World world) {
            var text = SieveTests.resource("messages/" + message + ".eml");
            var envelope = new SieveEnvelope(from, to);
            tests.add(DynamicTest.dynamicTest(line + " " + title, () -> {
                var view = SieveTests.message(text);
                var found = new ArrayList<String>();
                switch (SieveScript.compile(script, SieveSettings.DEFAULT)) {
                    case SieveCompilation.Invalid(var errors) ->
                        errors.forEach(error -> found.add("error " + SieveTests.place(error)));
                    case SieveCompilation.Valid(var compiled) ->
                        found.addAll(SieveTests.lines(compiled.run(view, envelope, world), view, envelope));
                }
                assertThat(found).as(file + ":" + line + "\n" + script).isEqualTo(expected);
            }));
        }

        private void test(String first, boolean holds) {
            int line = at;
            var test = new StringBuilder(first);
            while (at < lines.size() && lines.get(at).startsWith("Price")) {
                test.append('\n').append(lines.get(at++));
            }
            add(
                    first,
                    line,
                    List.of(holds ? "discard" : "keep"),
                    SieveTests.requireAll() + "\nif " + test + " { discard; }\n",
                    new World());
        }

        private void scenario(String title) {
            int line = at;
            var world = new World();
            while (!lines.get(at).equals("---")) {
                var setup = lines.get(at++);
                if (setup.startsWith("seen ")) {
                    world.seen.add(Digests.of("duplicate", setup.substring(5)));
                } else if (setup.startsWith("script ")) {
                    world.scripts.put(setup.substring(7), SieveTests.compiled(until(".")));
                } else {
                    throw new AssertionError(file + ":" + at + ": " + setup);
                }
            }
            at++;
            var script = until("---");
            var expected = new ArrayList<String>();
            while (at < lines.size() && !lines.get(at).isEmpty()) {
                expected.add(lines.get(at++));
            }
            add(title, line, expected, script, world);
        }

        private String until(String end) {
            var text = new StringBuilder();
            while (!lines.get(at).equals(end)) {
                text.append(lines.get(at++)).append('\n');
            }
            at++;
            return text.toString();
        }
    }
}
