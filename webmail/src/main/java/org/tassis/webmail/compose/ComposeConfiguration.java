package org.tassis.webmail.compose;

import java.time.InstantSource;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.mailflow.MailFlow;
import org.tassis.store.MailStore;
import org.tassis.web.MessageBundle;
import org.tassis.web.Times;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.OwnMail;

/// What writing mail is made of. The launcher provides {@link MailStore}, {@link MailFlow} and
/// {@link ComposeSettings} as beans.
@Configuration(proxyBeanMethods = false)
public class ComposeConfiguration {
    @Bean
    WriteController writeController(
            MailStore store, MailFlow flow, ComposeSettings settings, MessageSource messages, Times times) {
        InstantSource clock = InstantSource.system();
        OwnMail mail = new OwnMail(store);
        LetterWriter writer = new LetterWriter(settings.spool());
        return new WriteController(
                new Drafts(store, mail, writer, clock),
                new Sending(flow, store, mail, writer, clock, settings.maxMessageSize()),
                new Beginnings(messages, times),
                settings);
    }

    @Bean
    MessageBundle composeMessages() {
        return new MessageBundle("org.tassis.webmail.compose.messages");
    }
}
