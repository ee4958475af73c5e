package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.MailboxName;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Uploads;
import org.tassis.web.Visitor;

/// `/webmail/settings/files/bring`: mail from a file of one's own comes into one's mailbox, as a job that
/// goes on when the page is closed.
@Controller
final class BringController {
    /// Where the file goes, which may be large.
    static final String PATH = "/webmail/settings/files/bring";

    private static final String PAGE = "redirect:/webmail/settings/files#bringing";

    private final FilesPage page;
    private final ObjectProvider<Uploads> uploads;
    private final Failures failures;

    BringController(FilesPage page, ObjectProvider<Uploads> uploads, Failures failures) {
        this.page = page;
        this.uploads = uploads;
        this.failures = failures;
    }

    private MigrationDesk jobs(Visitor visitor) {
        return page.jobs(visitor).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// The list alone, for looking on.
    @GetMapping("/webmail/settings/files/sent")
    String sent(Visitor visitor, Model model) {
        page.sent(visitor, model);
        return "webmail/settings/files :: sent";
    }

    /// @param under the folder below which everything goes; empty: where the file says
    @PostMapping(PATH)
    String bring(
            Visitor visitor,
            @RequestParam Optional<MultipartFile> file,
            @RequestParam(defaultValue = "") String under,
            HttpServletResponse response,
            Locale language,
            Model model)
            throws IOException {
        MigrationDesk jobs = jobs(visitor);
        Optional<MultipartFile> given = file.filter(one -> !one.isEmpty());
        String below = under.strip();
        Optional<MailboxName> folder = below.isEmpty() ? Optional.empty() : MailboxName.parse(below);
        if (given.isEmpty()) {
            return again(visitor, response, model, below, failures.say("files.bring.none", language));
        }
        if (!below.isEmpty() && folder.isEmpty()) {
            return again(visitor, response, model, below, failures.say("files.bring.under.wrong", language));
        }
        boolean begun = jobs.bring(
                        visitor.record(),
                        Uploads.name(Optional.ofNullable(given.get().getOriginalFilename())),
                        folder,
                        uploads.getObject(),
                        given.get()::transferTo)
                .isPresent();
        return begun ? PAGE : again(visitor, response, model, below, failures.say("files.bring.busy", language));
    }

    private String again(Visitor visitor, HttpServletResponse response, Model model, String under, String problem) {
        response.setStatus(422);
        model.addAttribute("problem", problem);
        model.addAttribute("under", under);
        return page.show(visitor, model);
    }

    @PostMapping("/webmail/settings/files/sent/{id:[0-9]{1,18}}/stop")
    String stop(Visitor visitor, @PathVariable long id) {
        jobs(visitor).cancelSent(visitor.record(), id);
        return PAGE;
    }

    /// Once more, when there is room or what was wrong is mended.
    @PostMapping("/webmail/settings/files/sent/{id:[0-9]{1,18}}/again")
    String again(Visitor visitor, @PathVariable long id) {
        jobs(visitor).resumeSent(visitor.record(), id);
        return PAGE;
    }
}
