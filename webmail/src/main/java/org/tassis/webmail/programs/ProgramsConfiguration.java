package org.tassis.webmail.programs;

import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;
import org.tassis.web.OpenPaths;
import org.tassis.webmail.ClientSettings;

/// What tells mail programs how to use this server. The launcher promises {@link ProgramParts}.
@Configuration(proxyBeanMethods = false)
public class ProgramsConfiguration {
    @Bean
    LoginTeller loginTeller(Desk desk) {
        return new LoginTeller(desk.directory(), InstantSource.system());
    }

    @Bean
    AutoconfigController autoconfig(ClientSettings settings, Desk desk, LoginTeller teller) {
        return new AutoconfigController(settings, desk.directory(), teller);
    }

    @Bean
    AutodiscoverController autodiscover(ClientSettings settings, Desk desk, LoginTeller teller) {
        return new AutodiscoverController(settings, desk.directory(), teller, InstantSource.system());
    }

    @Bean
    ProgramsController programs(ClientSettings settings, Desk desk, ObjectProvider<ProgramParts> parts) {
        return new ProgramsController(settings, desk.directory(), parts::getObject);
    }

    @Bean
    MessageBundle programMessages() {
        return new MessageBundle("org.tassis.webmail.programs.messages");
    }

    @Bean
    OpenPaths programPaths() {
        return new OpenPaths(
                List.of(
                        "/programs/**",
                        "/mail/config-v1.1.xml",
                        "/.well-known/autoconfig/**",
                        "/autodiscover/**",
                        "/Autodiscover/**",
                        "/AutoDiscover/**"),
                List.of("/autodiscover/**", "/Autodiscover/**", "/AutoDiscover/**"));
    }
}
