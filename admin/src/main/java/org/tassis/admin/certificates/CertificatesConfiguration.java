package org.tassis.admin.certificates;

import static org.tassis.admin.frame.NavEntry.Group.SERVER;
import static org.tassis.admin.frame.NavEntry.OPERATORS;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.NavEntry;
import org.tassis.admin.frame.Notes;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;

/// The page on certificates.
@Configuration(proxyBeanMethods = false)
public class CertificatesConfiguration {
    @Bean
    CertificatesController certificatesController(Desk desk, ObjectProvider<CertificateShelf> shelf, Notes notes) {
        return new CertificatesController(desk, shelf, notes, InstantSource.system());
    }

    @Bean
    NavEntry certificatesEntry() {
        return new NavEntry("certificates", "/admin/certificates", "shield", SERVER, 40, OPERATORS);
    }

    @Bean
    MessageBundle certificatesMessages() {
        return new MessageBundle("org.tassis.admin.certificates.messages");
    }
}
