package org.tassis.webmail.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.ui.Model;
import org.tassis.directory.desk.Desk;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Migrations;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.web.UploadLimits;
import org.tassis.web.Visitor;

/// What `/webmail/settings/files` shows: the folders that can be taken out, and the files that were sent in.
record FilesPage(Desk desk, MailStore store, ObjectProvider<Migrations> migrations, UploadLimits limits) {
    private static final int SHOWN = 20;

    /// A folder to choose.
    ///
    /// @param id    of the mailbox
    /// @param count of messages
    public record Choice(long id, String name, int count) {}

    /// @return empty where no mail is brought in
    Optional<MigrationDesk> jobs(Visitor visitor) {
        return Optional.ofNullable(migrations.getIfAvailable())
                .map(known -> new MigrationDesk(desk, visitor.visit(desk), known));
    }

    String show(Visitor visitor, Model model) {
        List<Choice> folders = new ArrayList<>();
        for (Mailbox mailbox : store.mailboxes(visitor.account().id())) {
            folders.add(new Choice(
                    mailbox.id().value(),
                    mailbox.name().value(),
                    store.snapshot(mailbox.id()).count()));
        }
        model.addAttribute("folders", folders);
        model.addAttribute("usage", store.usage(visitor.account().id()));
        model.addAttribute("most", limits.large());
        sent(visitor, model);
        return "webmail/settings/files";
    }

    /// The list of what was sent alone.
    void sent(Visitor visitor, Model model) {
        Optional<MigrationDesk> known = jobs(visitor);
        List<Job> sent = known.map(one -> one.sent(visitor.record(), SHOWN)).orElse(List.of());
        model.addAttribute("brings", known.isPresent());
        model.addAttribute("jobs", sent);
        model.addAttribute("running", sent.stream().anyMatch(job -> !job.state().isEnd()));
    }
}
