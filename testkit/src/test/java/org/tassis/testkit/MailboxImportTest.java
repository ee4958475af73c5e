package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.MailboxImport.Line;
import org.tassis.directory.desk.MailboxSheet;
import org.tassis.directory.desk.Visit;

/// Many mailboxes at once, from CSV and into it.
class MailboxImportTest {
    private final TestDirectory people = new TestDirectory();
    private final MailboxDesk desk = people.desk.mailboxes(Visit.CONSOLE);

    private static List<MailboxSheet.Row> rows(String csv) {
        return MailboxSheet.read("f", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
    }

    private List<AccountRecord> all() {
        return desk.page(MailboxQuery.ALL, Optional.empty(), 100);
    }

    private void tiny(long mailboxes, long storage) {
        people.desk.customers(Visit.CONSOLE).addPlan(new Plan("Tiny", storage, mailboxes, 5, 5));
        people.directory.addDomain(
                TestDirectory.domain("tiny.example"),
                people.desk
                        .customers(Visit.CONSOLE)
                        .add(NewCustomer.named(new Login("tiny")).withPlan("tiny"))
                        .id());
    }

    @Test
    void aPreviewCountsThePlanOverTheWholeFile() {
        tiny(2, 10L << 30);
        List<Line> lines = desk.importing().preview(rows("""
            login,primary,quota
            one,1@tiny.example,1GB
            two,2@tiny.example,12GB
            three,3@tiny.example,9GB
            four,4@tiny.example,0
            """));
        assertThat(lines)
                .extracting(Line::failure)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new DirectoryFailure.LimitReached(
                                new Login("tiny"), "Tiny", Plan.Limit.STORAGE, 10L << 30, 9L << 30)),
                        Optional.empty(),
                        Optional.of(new DirectoryFailure.LimitReached(
                                new Login("tiny"), "Tiny", Plan.Limit.MAILBOXES, 2, 0)));
        assertThat(all()).hasSize(2);
    }

    @Test
    void allOrNothing() {
        tiny(2, 10L << 30);
        String good = "primary,quota\n1@tiny.example,1GB\n2@tiny.example,1GB\n";
        assertThat(desk.importing().all(rows(good + "3@tiny.example,1GB\n")))
                .filteredOn(line -> line.failure().isPresent())
                .hasSize(1);
        assertThat(all()).hasSize(2);
        assertThat(desk.importing().all(rows(good)))
                .allSatisfy(line -> assertThat(line.password()).isPresent())
                .extracting(Line::login)
                .containsExactly("tiny0001", "tiny0002");
        assertThat(all()).hasSize(4);
    }

    @Test
    void whatIsWrittenIsReadBackAndNoFormula() {
        people.change(
                people.ann,
                new MailboxChange.RealName("=HYPERLINK(\"http://x\",\"a, b\")"),
                new MailboxChange.Limit(Quota.ofBytes(1500)));
        people.change(people.bob, new MailboxChange.RealName("'-not"), new MailboxChange.Limit(Quota.UNLIMITED));
        StringBuilder csv = new StringBuilder();
        MailboxSheet.writeColumns(csv);
        all().forEach(record -> MailboxSheet.write(csv, record, Optional.empty()));
        assertThat(csv.toString())
                .startsWith(
                        "login,real-name,password,quota,primary,addresses,enabled,language,pop-delete,forward,keep-copy\r\n")
                .contains(
                        "ann,\"'=HYPERLINK(\"\"http://x\"\",\"\"a, b\"\")\",,1500,ann@example.org,info@example.org,yes,en,hide,,\r\n")
                .contains("bob,''-not,,unlimited,");
        List<MailboxSheet.Row> rows = rows(csv.toString());
        assertThat(rows.get(0).value("real-name")).isEqualTo("=HYPERLINK(\"http://x\",\"a, b\")");
        assertThat(rows.get(1).value("real-name")).isEqualTo("'-not");
        assertThat(rows("real-name\n'quoted'\n").getFirst().value("real-name")).isEqualTo("'quoted'");
    }
}
