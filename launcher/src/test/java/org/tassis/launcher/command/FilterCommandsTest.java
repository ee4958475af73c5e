package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.mailflow.filter.Filters;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;

class FilterCommandsTest {
    private final TestDirectory people = new TestDirectory();
    private final Filters filters = TestFilters.alone();
    private final DirectoryCommands commands = TestCommands.over(people, filters);

    private String out = "";
    private String err = "";

    @Test
    void aFilterIsPutListedShownSwitchedAndRemoved() {
        assertThat(run("discard;\n", "filter", "put", "ann@example.org", "Träger"))
                .isZero();
        assertThat(out).isEqualTo("Filter 'Träger' is kept.\n");
        assertThat(run("", "filter", "list", "ann")).isZero();
        assertThat(out).containsPattern("FILTER +ACTIVE +SIZE").containsPattern("Träger +no +9 B");
        assertThat(run("", "filter", "activate", "ann", "Träger")).isZero();
        assertThat(filters.active(people.ann.id())).isPresent();
        assertThat(run("", "filter", "list", "ann", "--json")).isZero();
        assertThat(out).contains("\"name\"").contains("true");
        assertThat(run("", "filter", "show", "ann", "Träger")).isZero();
        assertThat(out).isEqualTo("discard;\n");
        assertThat(run("", "filter", "remove", "ann", "Träger")).isEqualTo(1);
        assertThat(err).contains("is active. Switch it off first");
        assertThat(run("", "filter", "activate", "ann")).isZero();
        assertThat(filters.active(people.ann.id())).isEmpty();
        assertThat(run("", "filter", "remove", "ann", "Träger")).isZero();
        assertThat(filters.list(people.ann.id())).isEmpty();
    }

    @Test
    void putCanActivateAtOnce() {
        assertThat(run("keep;", "filter", "put", "bob", "main", "--activate")).isZero();
        assertThat(out).contains("is kept").contains("is active");
        assertThat(filters.active(people.bob.id())).isPresent();
    }

    @Test
    void whatIsWrongIsSaidWithItsLineAndNothingIsKept() {
        assertThat(run("keep;\nfileinto \"x\";\n", "filter", "put", "ann", "main"))
                .isEqualTo(1);
        assertThat(err).contains("line 2").contains("fileinto");
        assertThat(filters.list(people.ann.id())).isEmpty();
        assertThat(run("", "filter", "show", "ann", "main")).isEqualTo(1);
        assertThat(err).contains("There is no filter 'main'");
        assertThat(run("keep;", "filter", "put", "ann", "a/b")).isEqualTo(1);
        assertThat(err).contains("slash");
        assertThat(run("keep;", "filter", "put", "carol", "main")).isEqualTo(1);
        assertThat(err).contains("There is no mailbox carol");
        assertThat(run("#".repeat(200_000), "filter", "put", "ann", "main")).isEqualTo(1);
        assertThat(err).contains("at most");
        assertThat(NeededInput.of(List.of("filter", "put", "ann", "main", "some.sieve")))
                .isEqualTo(new NeededInput.File(Path.of("some.sieve")));
        assertThat(NeededInput.of(List.of("filter", "put", "ann", "main"))).isEqualTo(new NeededInput.Stdin());
    }

    private int run(String input, String... words) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = commands.run(
                List.of(words),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(output),
                new PrintWriter(errors));
        out = output.toString();
        err = errors.toString();
        return status;
    }
}
