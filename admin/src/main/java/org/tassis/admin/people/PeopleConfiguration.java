package org.tassis.admin.people;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.Panel;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;

/// Pages on who has mail.
@Configuration(proxyBeanMethods = false)
public class PeopleConfiguration {
    @Bean
    Panel contractPanel(Desk desk) {
        return new ContractPanel(desk);
    }

    @Bean
    MessageBundle peopleMessages() {
        return new MessageBundle("org.tassis.admin.people.messages");
    }
}
