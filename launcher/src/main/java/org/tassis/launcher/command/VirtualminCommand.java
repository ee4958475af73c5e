package org.tassis.launcher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.CustomerId;
import org.tassis.directory.desk.Visit;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.job.Job;
import org.tassis.migration.virtualmin.Preview;
import org.tassis.migration.virtualmin.VirtualminImport;

/// `migrate virtualmin`.
final class VirtualminCommand {
    private final Talk talk;
    private final MigrationTalk jobs;

    VirtualminCommand(Talk talk, MigrationTalk jobs) {
        this.talk = talk;
        this.jobs = jobs;
    }

    /// @return the exit status
    int run(String path, Optional<String> customer, boolean apply, boolean mail, MigrationTalk.Waiting waiting) {
        Path file = waiting.resolve(path);
        if (!Files.isReadable(file)) {
            throw Talk.refused(file.toString(), "cannot be read by the server");
        }
        CustomerId owner = customer.map(name -> talk.customers()
                        .find(Login.parse(name).orElseThrow(() -> Talk.refused(name, "is no name of a customer")))
                        .id())
                .orElse(CustomerId.HOUSE);
        VirtualminImport importer = new VirtualminImport(talk.wholeDesk(), Visit.CONSOLE);
        Preview preview;
        try {
            preview = importer.preview(file, owner);
        } catch (NotMail e) {
            throw Talk.refused(file.toString(), "cannot be taken: " + e.getMessage());
        } catch (IOException e) {
            throw Talk.refused(file.toString(), "cannot be read: " + e.getMessage());
        }
        if (!apply) {
            show(preview);
            return 0;
        }
        int status = make(importer, preview, owner);
        Optional<Preview.Box> first = preview.mailboxes().stream()
                .filter(box -> talk.directory().anyMailbox(box.login().value()).isPresent())
                .findFirst();
        if (!mail || first.isEmpty()) {
            return status;
        }
        SortedMap<String, String> spec = new TreeMap<>();
        spec.put("path", file.toString());
        Job job = jobs.give(Job.Kind.VIRTUALMIN, first.get().login().value(), spec, "mailbox import virtualmin");
        return Math.max(status, jobs.follow(job, waiting));
    }

    private void show(Preview preview) {
        for (Preview.Domain domain : preview.domains()) {
            talk.out()
                    .println("domain " + domain.name()
                            + domain.aliasOf().map(of -> ", the same as " + of).orElse("")
                            + domain.catchAll().map(to -> ", catch-all " + to).orElse("") + there(domain.exists()));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Preview.Box box : preview.mailboxes()) {
            rows.add(List.of(
                    box.user(),
                    box.login().value() + there(box.exists()),
                    switch (box.password()) {
                        case STAYS -> "stays";
                        case NEW -> "a new one";
                        case OFF -> "switched off";
                    },
                    Values.text(box.account().quota()),
                    Long.toString(box.messages()),
                    Values.text(box.account().addresses()),
                    (box.targets().isEmpty()
                                    ? ""
                                    : "to " + Values.text(box.targets()) + (box.keepCopy() ? ", keeps a copy" : ""))
                            + (box.reply().isPresent() ? " answers" : "")));
        }
        if (!rows.isEmpty()) {
            new Table(talk.out(), "USER THERE", "LOGIN HERE", "PASSWORD", "SPACE", "MESSAGES", "ADDRESSES", "MAIL GOES")
                    .print(rows);
        }
        for (Preview.Forwarding alias : preview.aliases()) {
            talk.out()
                    .println(
                            "alias " + alias.address() + " to " + Values.text(alias.targets()) + there(alias.exists()));
        }
        remarks(preview);
        talk.out().println("Nothing was changed. Do it with --apply, and with --mail to bring in the mail, too.");
    }

    private static String there(boolean exists) {
        return exists ? " (is there)" : "";
    }

    private void remarks(Preview preview) {
        for (Preview.Remark remark : preview.remarks()) {
            talk.out()
                    .println(remark.file() + (remark.line() > 0 ? ", line " + remark.line() : "") + ": " + remark.text()
                            + ": " + remark.why());
        }
    }

    private int make(VirtualminImport importer, Preview preview, CustomerId owner) {
        int status = 0;
        int done = 0;
        List<VirtualminImport.Made> all = importer.apply(preview, owner);
        for (VirtualminImport.Made made : all) {
            String password = made.password()
                    .map(Secret::reveal)
                    .map(text -> ", password " + text)
                    .orElse("");
            if (made.done()) {
                done++;
                talk.out().println(made.what() + ": " + made.result() + password);
            } else {
                talk.err().println(made.what() + ": " + made.result());
                status = 1;
            }
            made.password().ifPresent(Secret::close);
        }
        remarks(preview);
        talk.out().println(done + " of " + all.size() + " are there now.");
        return status;
    }
}
