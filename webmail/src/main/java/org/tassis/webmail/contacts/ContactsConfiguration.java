package org.tassis.webmail.contacts;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.directory.contact.Contacts;
import org.tassis.web.MessageBundle;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Undos;

/// The pages for contacts. The launcher provides {@link Contacts}.
@Configuration(proxyBeanMethods = false)
public class ContactsConfiguration {
    @Bean
    ContactsController contactsController(ObjectProvider<Contacts> contacts, Frame frame, Undos undos) {
        return new ContactsController(contacts::getObject, frame, undos);
    }

    @Bean
    CardController cardController(ObjectProvider<Contacts> contacts, Frame frame, Undos undos, MessageSource messages) {
        return new CardController(contacts::getObject, frame, undos, messages);
    }

    @Bean
    GroupController groupController(ObjectProvider<Contacts> contacts, Frame frame, Undos undos) {
        return new GroupController(contacts::getObject, frame, undos);
    }

    @Bean
    ContactFilesController contactFilesController(ObjectProvider<Contacts> contacts, Frame frame, Undos undos) {
        return new ContactFilesController(contacts::getObject, frame, undos, new Previews(InstantSource.system()));
    }

    @Bean
    MessageBundle contactMessages() {
        return new MessageBundle("org.tassis.webmail.contacts.messages");
    }
}
