package org.tassis.admin.migration;

import static org.tassis.admin.frame.NavEntry.Group.SERVER;
import static org.tassis.admin.frame.NavEntry.OPERATORS;

import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.NavEntry;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.SubjectLink;
import org.tassis.directory.desk.Desk;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.web.LargeUpload;
import org.tassis.web.MessageBundle;
import org.tassis.web.UploadLimits;

/// Pages on mail from elsewhere.
@Configuration(proxyBeanMethods = false)
public class MigrationConfiguration {
    @Bean
    MigrationController migrationController(Desk desk, ObjectProvider<Migrations> migrations, Form forms, Notes notes) {
        return new MigrationController(desk, migrations, forms, notes);
    }

    @Bean
    SentController mailFromFilesController(
            Desk desk,
            ObjectProvider<Migrations> migrations,
            ObjectProvider<Uploads> uploads,
            UploadLimits limits,
            Form forms,
            Notes notes) {
        return new SentController(desk, migrations, uploads, limits, forms, notes);
    }

    @Bean
    SubjectLink mailFromFiles() {
        return new SubjectLink(
                SubjectLink.Subject.MAILBOX, "mail", "download", "/admin/mailboxes/{}/mail", NavEntry.EVERYBODY);
    }

    @Bean
    LargeUpload mailUpload() {
        return new LargeUpload(Pattern.compile("/admin/mailboxes/[^/]{1,300}/mail"));
    }

    @Bean
    NavEntry migrationEntry() {
        return new NavEntry("migration", "/admin/migration", "download", SERVER, 60, OPERATORS);
    }

    @Bean
    MessageBundle migrationMessages() {
        return new MessageBundle("org.tassis.admin.migration.messages");
    }
}
