package org.tassis.webmail.history;

import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.store.MailStore;
import org.tassis.web.MessageBundle;
import org.tassis.web.Times;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;

/// The page of the history. The launcher provides a {@link MailStore}.
@Configuration(proxyBeanMethods = false)
public class HistoryConfiguration {
    @Bean
    HistoryController historyController(MailStore store, Mail mail, Frame frame, MessageSource messages, Times times) {
        return new HistoryController(store, mail, frame, new UndoRuns(store), messages, times);
    }

    @Bean
    MessageBundle historyMessages() {
        return new MessageBundle("org.tassis.webmail.history.messages");
    }
}
