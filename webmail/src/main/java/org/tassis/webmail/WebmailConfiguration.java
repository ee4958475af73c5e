package org.tassis.webmail;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.web.MessageBundle;
import org.tassis.web.OpenPaths;

/// What the pages of users are made of. The launcher provides {@link ClientSettings} and {@link
/// StsPublication} as beans.
@Configuration(proxyBeanMethods = false)
public class WebmailConfiguration {
    @Bean
    WelcomeController welcome(ClientSettings settings) {
        return new WelcomeController(settings);
    }

    @Bean
    StsController mtaSts(StsPublication publication) {
        return new StsController(publication);
    }

    @Bean
    MessageBundle webmailMessages() {
        return new MessageBundle("org.tassis.webmail.messages");
    }

    @Bean
    WebMvcConfigurer mailboxesOnly() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new MailboxesOnly()).addPathPatterns("/webmail/**");
            }
        };
    }

    /// Behind what knows visitors.
    @Bean
    FilterRegistrationBean<Acting> acting() {
        FilterRegistrationBean<Acting> registration = new FilterRegistrationBean<>(new Acting());
        registration.addUrlPatterns("/webmail/*");
        return registration;
    }

    @Bean
    OpenPaths webmailOpenPaths() {
        return OpenPaths.of("/", "/.well-known/mta-sts.txt");
    }
}
