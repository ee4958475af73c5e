package org.tassis.webmail;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.web.MessageBundle;
import org.tassis.web.OpenPaths;

/// What the pages of users are made of. The launcher provides {@link ClientSettings} as a bean.
@Configuration(proxyBeanMethods = false)
public class WebmailConfiguration {
    @Bean
    WelcomeController welcome(ClientSettings settings) {
        return new WelcomeController(settings);
    }

    @Bean
    MessageBundle webmailMessages() {
        return new MessageBundle("org.tassis.webmail.messages");
    }

    @Bean
    OpenPaths webmailOpenPaths() {
        return OpenPaths.of("/");
    }
}
