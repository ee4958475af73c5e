package org.tassis.admin.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.desk.Visit;

/// `/admin/backup`: what backups there are, how they stand, and work on them. Domain administrators see the
/// times of backups and their own work alone.
@Controller
final class BackupController {
    static final String ID = "{id:[0-9]{8}T[0-9]{6}Z}";
    private static final int JOBS = 12;
    private static final int HISTORY = 20;

    private final BackupPages pages;

    BackupController(BackupPages pages) {
        this.pages = pages;
    }

    @GetMapping("/admin/backup")
    String overview(Visit visit, Model model) {
        CopyDesk desk = pages.desk(visit);
        boolean operator = desk.isOperator();
        model.addAttribute("operator", operator);
        jobs(desk, model);
        if (operator) {
            model.addAttribute("standing", desk.standing());
            model.addAttribute("drills", desk.history(Job.Kind.DRILL, HISTORY));
        }
        try {
            Copies.Listing listing = desk.list();
            model.addAttribute("copies", listing.copies());
            model.addAttribute("encrypted", listing.encrypted());
        } catch (Copies.Unusable e) {
            model.addAttribute("copies", List.of());
            if (operator) {
                model.addAttribute("fault", e.sentence());
            }
        }
        return "admin/backup/list";
    }

    private static void jobs(CopyDesk desk, Model model) {
        List<Job> jobs = desk.jobs(JOBS);
        model.addAttribute("jobs", jobs);
        model.addAttribute("busy", jobs.stream().anyMatch(Job::isRunning));
    }

    /// The list of work alone, for looking on.
    @GetMapping("/admin/backup/jobs")
    String rows(Visit visit, Model model) {
        jobs(pages.desk(visit), model);
        return "admin/backup/jobs :: list";
    }

    @GetMapping("/admin/backup/jobs/{number:[0-9]{1,9}}")
    String job(Visit visit, @PathVariable long number, Model model) {
        CopyDesk desk = pages.desk(visit);
        Job job = desk.job(number).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("job", job);
        model.addAttribute("operator", desk.isOperator());
        model.addAttribute("taken", BackupPages.taken(job.backup()).orElse(null));
        model.addAttribute(
                "report",
                job.report()
                        .filter(_ -> desk.isOperator())
                        .flatMap(desk::report)
                        .orElse(""));
        return "admin/backup/job";
    }

    @PostMapping("/admin/backup/jobs/{number:[0-9]{1,9}}/stop")
    String stop(Visit visit, @PathVariable long number) {
        return begun(
                pages.desk(visit).stop(number).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    }

    @PostMapping("/admin/backup/make")
    String make(Visit visit) {
        return begun(pages.desk(visit).make());
    }

    @PostMapping("/admin/backup/drill")
    String drill(Visit visit) {
        return begun(pages.desk(visit).drill(Optional.empty()));
    }

    @PostMapping("/admin/backup/" + ID + "/drill")
    String drill(Visit visit, @PathVariable String id) {
        return begun(pages.desk(visit).drill(Optional.of(id)));
    }

    @PostMapping("/admin/backup/" + ID + "/check")
    String check(Visit visit, @PathVariable String id) {
        return begun(pages.desk(visit).check(id));
    }

    private static String begun(Job job) {
        return "redirect:/admin/backup/jobs/" + job.id();
    }

    @GetMapping("/admin/backup/drills/{at:[0-9TZ.:-]{10,40}}")
    String report(Visit visit, @PathVariable String at, Model model) {
        Instant when;
        try {
            when = Instant.parse(at);
        } catch (DateTimeException e) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such time", e);
        }
        model.addAttribute("at", when);
        model.addAttribute(
                "report",
                pages.desk(visit).report(when).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return "admin/backup/report";
    }
}
