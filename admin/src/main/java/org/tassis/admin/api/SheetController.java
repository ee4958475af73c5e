package org.tassis.admin.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.MailboxImport;
import org.tassis.directory.desk.MailboxSheet;

/// Many mailboxes at once, as CSV: `/api/v1/imports/mailboxes` and `/api/v1/exports/mailboxes`.
@RestController
final class SheetController {
    private static final int PAGE = 500;

    private final Desk desk;

    SheetController(Desk desk) {
        this.desk = desk;
    }

    @About("What became of the rows of a file, or would.")
    record ImportResult(
            @About("How many mailboxes were made; none in a preview.")
            int made,

            @About("How many rows are refused.") int refused,
            List<ImportLine> lines) {}

    @About("What became of one row.")
    record ImportLine(
            @About("Of the file, the first being 1.") long line,

            @About("Of the mailbox; as it is written when the row is refused.")
            String login,

            @About("That was generated: shown this once.") Optional<String> password,
            @About("Why the row is refused.") Optional<Problem> problem) {}

    @PostMapping(path = "/api/v1/imports/mailboxes", consumes = "text/csv")
    @Route(
            area = Area.MAILBOXES,
            value = "Makes mailboxes from a CSV file whose first row names the columns: login, real-name, password,"
                    + " quota, primary, addresses, enabled, language, pop-delete, forward, keep-copy.",
            takes = "text/csv")
    ImportResult importFile(
            Caller caller,
            @RequestParam(defaultValue = "preview")
                    @About("`preview` makes nothing; `lines` what can be made; `all` everything, or nothing.")
                    String mode,
            @RequestBody byte[] file) {
        MailboxImport importing = desk.mailboxes(caller.visit()).importing();
        List<MailboxSheet.Row> rows = MailboxSheet.read("The file", new ByteArrayInputStream(file));
        List<MailboxImport.Line> lines =
                switch (mode) {
                    case "preview" -> importing.preview(rows);
                    case "all" -> importing.all(rows);
                    case "lines" -> {
                        List<MailboxImport.Line> done = new java.util.ArrayList<>();
                        importing.lines(rows, done::add);
                        yield done;
                    }
                    default -> throw Refusal.invalid("mode", "A mode is preview, lines or all.");
                };
        int refused =
                (int) lines.stream().filter(line -> line.failure().isPresent()).count();
        boolean nothing = mode.equals("preview") || mode.equals("all") && refused > 0;
        return new ImportResult(
                nothing ? 0 : lines.size() - refused,
                refused,
                lines.stream().map(SheetController::write).toList());
    }

    private static ImportLine write(MailboxImport.Line line) {
        return new ImportLine(
                line.line(),
                line.login(),
                line.password().map(Secret::reveal),
                line.failure().map(failure -> Problems.of(failure, new DirectoryException(failure), List.of())));
    }

    @GetMapping(path = "/api/v1/exports/mailboxes")
    @Route(
            area = Area.MAILBOXES,
            value = "Mailboxes as CSV, with the columns that an import reads; that of passwords is empty.",
            gives = "text/csv")
    void export(
            Caller caller,
            HttpServletResponse response,
            @RequestParam @About("Only those with an address in it.") Optional<String> domain,
            @RequestParam @About("Only those of one customer.") Optional<String> customer)
            throws IOException {
        MailboxDesk mailboxes = desk.mailboxes(caller.visit());
        MailboxQuery query = new MailboxQuery(
                Answers.loginParameter("customer", customer)
                        .map(name -> desk.customers(caller.visit()).find(name).id()),
                Answers.domainParameter("domain", domain),
                "",
                false);
        List<AccountRecord> page = mailboxes.page(query, Optional.empty(), PAGE); // refused before anything is written
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"mailboxes.csv\"");
        try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
            MailboxSheet.writeColumns(out);
            while (!page.isEmpty()) {
                page.forEach(record -> MailboxSheet.write(
                        out, record, mailboxes.forward(record.account().login().value())));
                Login last = page.getLast().account().login();
                page = page.size() < PAGE ? List.of() : mailboxes.page(query, Optional.of(last), PAGE);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
