package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Problem;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.MailboxImport;
import org.tassis.directory.desk.MailboxSheet;
import org.tassis.directory.desk.Visit;

/// `/admin/bulk`: many mailboxes at once from a table, looked at first and then made, each row by itself;
/// and all mailboxes as such a table. Generated passwords are in one answer, and nowhere else ever.
@Controller
final class BulkController {
    private static final int MAX = 1_000_000;
    private static final int PAGE = 200;

    /// In one go: each new mailbox costs a slow hash.
    private static final int MOST = 500;

    /// What became of a row, or would.
    ///
    /// @param problem  a sentence; empty when all is well
    /// @param password that was generated, when it was
    record Outcome(long line, String login, String addresses, String problem, String password) {}

    private final Desk desk;
    private final Form forms;

    BulkController(Desk desk, Form forms) {
        this.desk = desk;
        this.forms = forms;
    }

    @GetMapping("/admin/bulk")
    String show(Model model) {
        return page(model, "");
    }

    private static String page(Model model, String text) {
        model.addAttribute("text", text);
        model.addAttribute("columns", String.join(",", MailboxSheet.COLUMNS));
        return "admin/people/bulk";
    }

    @PostMapping("/admin/bulk")
    String go(
            Visit visit,
            @RequestParam Optional<MultipartFile> file,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(name = "do", defaultValue = "look") String what,
            HttpServletResponse response,
            Model model)
            throws IOException {
        boolean apply = what.equals("apply");
        Optional<MultipartFile> sent = file.filter(one -> !one.isEmpty() && !apply);
        String table = sent.isPresent() ? decoded(sent.get()) : text;
        try {
            List<MailboxSheet.Row> rows = rows(table);
            List<MailboxImport.Line> lines = new ArrayList<>();
            MailboxImport importing = desk.mailboxes(visit).importing();
            if (apply) {
                importing.lines(rows, lines::add);
            } else {
                lines.addAll(importing.preview(rows));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                outcomes.add(outcome(rows.get(i), lines.get(i)));
            }
            long wrong =
                    outcomes.stream().filter(one -> !one.problem().isEmpty()).count();
            model.addAttribute("outcomes", outcomes);
            model.addAttribute("applied", apply);
            model.addAttribute("wrong", wrong);
            model.addAttribute("right", outcomes.size() - wrong);
        } catch (DirectoryException e) {
            response.setStatus(422);
            model.addAttribute("problem", forms.text(e));
        } catch (Problem e) {
            response.setStatus(422);
            model.addAttribute("problem", e.sentence());
            return page(model, "");
        }
        return page(model, apply ? "" : table);
    }

    /// @throws Problem too many
    private List<MailboxSheet.Row> rows(String table) {
        List<MailboxSheet.Row> rows = table.length() > MAX
                ? List.of()
                : MailboxSheet.read("The table", new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
        if (table.length() > MAX || rows.size() > MOST) {
            throw new Problem(forms.say("people.bulk.many", MOST));
        }
        return rows;
    }

    private Outcome outcome(MailboxSheet.Row row, MailboxImport.Line line) {
        return new Outcome(
                line.line(),
                line.login(),
                (row.value("primary") + " " + row.value("addresses")).strip(),
                line.failure()
                        .map(failure -> forms.text(new DirectoryException(failure)))
                        .orElse(""),
                line.password().map(Secret::reveal).orElse(""));
    }

    /// UTF-8, or what spreadsheets of western Europe write.
    private static String decoded(MultipartFile file) throws IOException {
        byte[] octets = file.getBytes();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException _) {
            text = new String(octets, Charset.forName("windows-1252"));
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /// All mailboxes of the visitor's horizon, written while they are read.
    @GetMapping("/admin/mailboxes.csv")
    void export(Visit visit, HttpServletResponse response) throws IOException {
        MailboxDesk mailboxes = desk.mailboxes(visit);
        List<AccountRecord> page = mailboxes.page(MailboxQuery.ALL, Optional.empty(), PAGE);
        response.setContentType("text/csv; charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"mailboxes.csv\"");
        MailboxSheet.writeColumns(response.getWriter());
        while (!page.isEmpty()) {
            for (AccountRecord record : page) {
                MailboxSheet.write(
                        response.getWriter(),
                        record,
                        mailboxes.forward(record.account().login().value()));
            }
            response.flushBuffer();
            Optional<Login> last = Optional.of(page.getLast().account().login());
            page = page.size() < PAGE ? List.of() : mailboxes.page(MailboxQuery.ALL, last, PAGE);
        }
    }
}
