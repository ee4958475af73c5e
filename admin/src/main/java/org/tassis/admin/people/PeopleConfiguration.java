package org.tassis.admin.people;

import static org.tassis.admin.frame.NavEntry.EVERYBODY;
import static org.tassis.admin.frame.NavEntry.Group.PEOPLE;
import static org.tassis.admin.frame.NavEntry.OPERATORS;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.NavEntry;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Panel;
import org.tassis.admin.frame.SubjectLink;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.store.MailStore;
import org.tassis.web.MessageBundle;
import org.tassis.web.Times;

/// Pages on who has mail.
@Configuration(proxyBeanMethods = false)
public class PeopleConfiguration {
    @Bean
    Panel contractPanel(Desk desk) {
        return new ContractPanel(desk);
    }

    @Bean
    CustomersController customersController(Desk desk, Form forms, Notes notes) {
        return new CustomersController(desk, forms, notes);
    }

    @Bean
    NavEntry customersEntry() {
        return new NavEntry("customers", "/admin/customers", "people", PEOPLE, 10, OPERATORS);
    }

    @Bean
    PlansController plansController(Desk desk, Form forms, Notes notes) {
        return new PlansController(desk, forms, notes);
    }

    @Bean
    NavEntry plansEntry() {
        return new NavEntry("plans", "/admin/plans", "archive", PEOPLE, 20, OPERATORS);
    }

    @Bean
    DomainsController domainsController(
            Desk desk, ObjectProvider<SigningKeys> keys, ObjectProvider<SubjectLink> links, Form forms, Notes notes) {
        return new DomainsController(desk, keys, links.orderedStream().toList(), forms, notes);
    }

    @Bean
    NavEntry domainsEntry() {
        return new NavEntry("domains", "/admin/domains", "globe", PEOPLE, 30, EVERYBODY);
    }

    @Bean
    MailboxPage mailboxPage(Desk desk, MailStore store, Times times, ObjectProvider<SubjectLink> links) {
        return new MailboxPage(desk, store, times, links.orderedStream().toList());
    }

    @Bean
    MailboxesController mailboxesController(Desk desk, MailStore store, MailboxPage page, Form forms, Notes notes) {
        return new MailboxesController(desk, store, page, forms, notes);
    }

    @Bean
    NewMailboxController newMailboxController(Desk desk, Form forms, Notes notes) {
        return new NewMailboxController(desk, forms, notes);
    }

    @Bean
    MailboxController mailboxPageController(Desk desk, MailboxPage page, Form forms, Notes notes) {
        return new MailboxController(desk, page, forms, notes);
    }

    @Bean
    NavEntry mailboxesEntry() {
        return new NavEntry("mailboxes", "/admin/mailboxes", "inbox", PEOPLE, 40, EVERYBODY);
    }

    @Bean
    AliasesController aliasesController(Desk desk, Form forms, Notes notes) {
        return new AliasesController(desk, forms, notes);
    }

    @Bean
    NavEntry aliasesEntry() {
        return new NavEntry("aliases", "/admin/aliases", "forward", PEOPLE, 50, EVERYBODY);
    }

    @Bean
    BulkController bulkController(Desk desk, Form forms) {
        return new BulkController(desk, forms);
    }

    @Bean
    NavEntry bulkEntry() {
        return new NavEntry("bulk", "/admin/bulk", "queue", PEOPLE, 60, EVERYBODY);
    }

    @Bean
    MessageBundle peopleMessages() {
        return new MessageBundle("org.tassis.admin.people.messages");
    }
}
