package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.tassis.admin.frame.Csv;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Problem;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Forward;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.Visit;

/// `/admin/bulk`: many mailboxes at once from a table, looked at first and then made, each row by itself;
/// and all mailboxes as such a table. Generated passwords are in one answer, and nowhere else ever.
@Controller
final class BulkController {
    private static final int MAX = 1_000_000;
    private static final int PAGE = 200;

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
        model.addAttribute("columns", String.join(",", BulkRows.COLUMNS));
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
        if (table.length() > MAX) {
            response.setStatus(422);
            model.addAttribute("problem", forms.say("people.bulk.many", BulkRows.MOST));
            return page(model, "");
        }
        MailboxDesk mailboxes = desk.mailboxes(visit);
        BulkRows rows = new BulkRows(forms);
        try {
            List<BulkRows.Outcome> outcomes = rows.read(table).stream()
                    .map(row -> rows.go(row, mailboxes, desk.directory(), apply))
                    .toList();
            long wrong =
                    outcomes.stream().filter(one -> !one.problem().isEmpty()).count();
            model.addAttribute("outcomes", outcomes);
            model.addAttribute("applied", apply);
            model.addAttribute("wrong", wrong);
            model.addAttribute("right", outcomes.size() - wrong);
        } catch (Problem e) {
            response.setStatus(422);
            model.addAttribute("problem", e.sentence());
        }
        return page(model, apply ? "" : table);
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
        Csv csv = new Csv(response.getWriter());
        csv.row(BulkRows.COLUMNS);
        while (!page.isEmpty()) {
            for (AccountRecord record : page) {
                csv.row(row(mailboxes, record.account()));
            }
            response.flushBuffer();
            Optional<Login> last = Optional.of(page.getLast().account().login());
            page = page.size() < PAGE ? List.of() : mailboxes.page(MailboxQuery.ALL, last, PAGE);
        }
    }

    private static List<String> row(MailboxDesk mailboxes, Account account) {
        Optional<Forward> forward = mailboxes.forward(account.login().value()).filter(Forward::enabled);
        return List.of(
                account.login().value(),
                account.realName(),
                "",
                Space.show(account.quota()),
                account.primary().map(EmailAddress::toString).orElse(""),
                spaced(account.addresses().stream()
                        .filter(address ->
                                account.primary().filter(address::equals).isEmpty())
                        .toList()),
                account.enabled() ? "yes" : "no",
                account.language().getLanguage(),
                forward.map(one -> spaced(one.targets())).orElse(""),
                forward.map(one -> one.keepCopy() ? "yes" : "no").orElse(""));
    }

    private static String spaced(List<EmailAddress> addresses) {
        return Lines.show(addresses).replace('\n', ' ');
    }
}
