package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.testkit.TestDirectory;

class SpamCommandsTest {
    private static final String PILLS = "cheap pills casino lottery winner prize million beneficiary\r\n";
    private static final String GARDEN = "minutes of the garden committee with the invoice of the plumber\r\n";

    private final TestDirectory people = new TestDirectory();
    private final DirectoryCommands commands = TestCommands.over(people);

    private String out = "";
    private String err = "";

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

    private static String mbox(String body, int messages) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < messages; i++) {
            text.append("From somebody Sat Nov 21 08:39:06 2026\r\nFrom: a@b.example\r\nSubject: number ")
                    .append(i)
                    .append("\r\n\r\n")
                    .append(body)
                    .append("\r\n");
        }
        return text.toString();
    }

    @Test
    void anMboxIsLearntForAMailboxOnceAndThenAMessageIsKnown() {
        assertThat(run(mbox(PILLS, 20), "spam", "learn", "spam", "--mailbox", "ann"))
                .isZero();
        assertThat(out).isEqualTo("20 messages learnt.\n");
        assertThat(run(mbox(PILLS, 21), "spam", "learn", "spam", "-", "--mailbox", "ann"))
                .isZero();
        assertThat(out).isEqualTo("1 message learnt, 20 known already.\n");
        String one = "From: a@b.example\r\nSubject: x\r\n\r\n";
        assertThat(run(one + PILLS, "spam", "check", "--mailbox", "ann")).isZero();
        assertThat(out).contains("No verdict is kept").contains("Too little was learnt");
        assertThat(run(mbox(GARDEN, 20), "spam", "learn", "wanted", "--mailbox", "ann"))
                .isZero();
        run(one + PILLS, "spam", "check", "--mailbox", "ann");
        assertThat(out).containsPattern("spam with a probability of (9\\d\\.\\d|100\\.0)%");
        run(one + GARDEN, "spam", "check", "--mailbox", "ann");
        assertThat(out).containsPattern("spam with a probability of \\d\\.\\d%");
        run(one + PILLS, "spam", "check");
        assertThat(out).as("what all share has learnt nothing").contains("Too little was learnt");
        assertThat(run("", "spam", "figures", "--mailbox", "ann")).isZero();
        assertThat(out).containsPattern("OF +SPAM +WANTED +TOKENS").containsPattern("ann +21 +20 +\\d+");
        assertThat(run("", "spam", "figures", "--json")).isZero();
        assertThat(out).contains("\"spam\":0");
    }

    @Test
    void whatIsLearntForAllIsTheBases() {
        assertThat(run(mbox(PILLS, 3), "spam", "learn", "spam")).isZero();
        assertThat(run("", "spam", "figures")).isZero();
        assertThat(out).containsPattern("all +3 +0 +\\d+").contains("Mailboxes that have learnt something: 0.");
    }

    @Test
    void aKeptVerdictIsToldInWordsAndHostileTextIsShownAsText() {
        String field = "X-Tassis-Spam: junk, score=7.5; spf-fail=2 b%1b[31m.example;\r\n learnt-spam=5.5 99\r\n";
        assertThat(run(field + "From: a@b.example\r\n\r\nx\r\n", "spam", "check", "--language", "fr"))
                .isZero();
        assertThat(out)
                .contains("Il a été pris pour du courrier indésirable et rangé à part : ses points font 7,5.")
                .contains("(99 sur 100). (+5,5)")
                .doesNotContain("\u001b");
    }

    @Test
    void wrongUseIsSaid() {
        assertThat(run("x", "spam", "learn", "maybe")).isEqualTo(2);
        assertThat(run("", "spam", "check")).isEqualTo(1);
        assertThat(err).contains("was not given");
        assertThat(run("x", "spam", "check", "--mailbox", "nobody@example.org")).isEqualTo(1);
        assertThat(NeededInput.of(List.of("spam", "learn", "spam", "file.eml")))
                .isEqualTo(new NeededInput.File(Path.of("file.eml")));
        assertThat(NeededInput.of(List.of("spam", "check"))).isEqualTo(new NeededInput.Stdin());
        assertThat(NeededInput.of(List.of("spam", "figures"))).isEqualTo(new NeededInput.None());
    }
}
