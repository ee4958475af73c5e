package org.tassis.admin.office;

import static org.tassis.admin.frame.NavEntry.EVERYBODY;
import static org.tassis.admin.frame.NavEntry.Group.SERVER;
import static org.tassis.admin.frame.NavEntry.OPERATORS;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.NavEntry;
import org.tassis.admin.frame.Notes;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;
import org.tassis.web.Times;

/// Pages on who runs the server and what was done.
@Configuration(proxyBeanMethods = false)
public class OfficeConfiguration {
    @Bean
    AuditController auditController(Desk desk, Times times) {
        return new AuditController(desk, times);
    }

    @Bean
    NavEntry auditEntry() {
        return new NavEntry("audit", "/admin/audit", "clock", SERVER, 80, EVERYBODY);
    }

    @Bean
    OperatorsController operatorsController(Desk desk, Form forms, Notes notes) {
        return new OperatorsController(desk, forms, notes);
    }

    @Bean
    NavEntry operatorsEntry() {
        return new NavEntry("operators", "/admin/operators", "key", SERVER, 90, OPERATORS);
    }

    @Bean
    MessageBundle officeMessages() {
        return new MessageBundle("org.tassis.admin.office.messages");
    }
}
