package org.tassis.admin.setup;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.Failures;
import org.tassis.admin.frame.NavEntry;
import org.tassis.admin.frame.SubjectLink;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.setup.FirstRun;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.web.MessageBundle;
import org.tassis.web.OpenPaths;

/// The first start, and the DNS of domains. The launcher promises {@link FirstRun}, {@link NewName} and
/// {@link DnsAdvice}.
@Configuration(proxyBeanMethods = false)
public class SetUpConfiguration {
    @Bean
    FirstRunController firstRun(ObjectProvider<FirstRun> first, ObjectProvider<NewName> name, Failures failures) {
        return new FirstRunController(first::getObject, name::getObject, failures);
    }

    @Bean
    DnsController domainDns(Desk desk, ObjectProvider<DnsAdvice> advice) {
        return new DnsController(desk, advice::getObject);
    }

    @Bean
    SubjectLink dnsLink() {
        return new SubjectLink(SubjectLink.Subject.DOMAIN, "dns", "globe", "/admin/domains/{}/dns", NavEntry.EVERYBODY);
    }

    @Bean
    MessageBundle setUpMessages() {
        return new MessageBundle("org.tassis.admin.setup.messages");
    }

    @Bean
    OpenPaths firstRunPaths() {
        return OpenPaths.of("/first-run/*");
    }
}
