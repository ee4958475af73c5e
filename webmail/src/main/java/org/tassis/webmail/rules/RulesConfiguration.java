package org.tassis.webmail.rules;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.mailflow.rules.Rules;
import org.tassis.store.MailStore;
import org.tassis.web.MessageBundle;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.Undos;

/// The pages for rules. The launcher provides {@link Rules}.
@Configuration(proxyBeanMethods = false)
public class RulesConfiguration {
    @Bean
    RulesController rulesController(
            ObjectProvider<Rules> rules, MailStore store, Mail mail, Frame frame, Undos undos, MessageSource messages) {
        Told told = new Told(messages);
        return new RulesController(rules::getObject, trials(rules, store, told), mail, frame, undos, told);
    }

    @Bean
    RuleController ruleController(
            ObjectProvider<Rules> rules, MailStore store, Mail mail, Frame frame, Undos undos, MessageSource messages) {
        Told told = new Told(messages);
        return new RuleController(rules::getObject, trials(rules, store, told), mail, frame, undos, told);
    }

    private static Supplier<Trials> trials(ObjectProvider<Rules> rules, MailStore store, Told told) {
        return () -> new Trials(rules.getObject(), store, InstantSource.system(), told);
    }

    @Bean
    BlockedController blockedController(ObjectProvider<Rules> rules, Frame frame, Undos undos, MessageSource messages) {
        return new BlockedController(rules::getObject, frame, undos, new Told(messages));
    }

    @Bean
    BlockAction blockAction(ObjectProvider<Rules> rules, Mail mail, Undos undos) {
        return new BlockAction(rules::getObject, mail, undos);
    }

    @Bean
    MessageBundle ruleMessages() {
        return new MessageBundle("org.tassis.webmail.rules.messages");
    }
}
