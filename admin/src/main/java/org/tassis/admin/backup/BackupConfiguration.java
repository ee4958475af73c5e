package org.tassis.admin.backup;

import static org.tassis.admin.frame.NavEntry.Group.SERVER;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.NavEntry;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;

/// Pages on backups.
@Configuration(proxyBeanMethods = false)
public class BackupConfiguration {
    @Bean
    BackupController backupController(Desk desk, ObjectProvider<Copies> copies) {
        return new BackupController(new BackupPages(desk, copies));
    }

    @Bean
    RecoveryController recoveryController(Desk desk, ObjectProvider<Copies> copies, Form forms) {
        return new RecoveryController(new BackupPages(desk, copies), forms);
    }

    @Bean
    NavEntry backupEntry() {
        return new NavEntry("backup", "/admin/backup", "archive", SERVER, 30, NavEntry.EVERYBODY);
    }

    @Bean
    MessageBundle backupMessages() {
        return new MessageBundle("org.tassis.admin.backup.messages");
    }
}
