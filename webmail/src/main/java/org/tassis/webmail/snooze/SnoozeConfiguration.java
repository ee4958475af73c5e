package org.tassis.webmail.snooze;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.web.Times;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.Undos;

/// What puts messages to sleep. The launcher provides {@link Snoozes}.
@Configuration(proxyBeanMethods = false)
public class SnoozeConfiguration {
    @Bean
    SnoozeAction snoozeAction(ObjectProvider<Snoozes> snoozes, Mail mail, Undos undos, Times times) {
        return new SnoozeAction(snoozes::getObject, mail, undos, times, InstantSource.system());
    }

    @Bean
    SnoozedController snoozedController(
            ObjectProvider<Snoozes> snoozes, Mail mail, Frame frame, Undos undos, Times times) {
        return new SnoozedController(snoozes::getObject, mail, frame, undos, times, InstantSource.system());
    }
}
