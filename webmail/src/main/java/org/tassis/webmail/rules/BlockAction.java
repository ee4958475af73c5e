package org.tassis.webmail.rules;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.RuleText;
import org.tassis.mailflow.rules.Rules;
import org.tassis.message.HeaderText;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.MessageAction;
import org.tassis.webmail.mail.Undos;

/// `block:address`, `block:domain`: whoever sent a message is blocked. Oneself and one's own domain are not.
final class BlockAction implements MessageAction {
    private final Supplier<Rules> rules;
    private final Mail mail;
    private final Undos undos;

    BlockAction(Supplier<Rules> rules, Mail mail, Undos undos) {
        this.rules = rules;
        this.mail = mail;
        this.undos = undos;
    }

    @Override
    public String word() {
        return "block";
    }

    @Override
    public Optional<String> run(Visitor visitor, String rest, List<MessageRef> messages, HttpServletRequest request) {
        AccountId account = visitor.account().id();
        if (rules.get().state(account) instanceof Rules.State.Foreign) {
            undos.add(visitor, "rules.problem.foreign", 1, "");
            return Optional.empty();
        }
        RuleSet before = RulesController.own(rules.get(), visitor);
        List<String> blocked = new ArrayList<>(before.blocked());
        String last = "";
        for (MessageRef ref : messages.stream().limit(50).toList()) {
            Optional<EmailAddress> sender = mail.find(visitor, ref)
                    .flatMap(one -> one.structure().envelope().from().stream().findFirst())
                    .flatMap(one -> EmailAddress.parse(HeaderText.decode(
                            one.local().orElse("") + "@" + one.host().orElse(""))));
            Optional<String> wanted = sender.filter(one -> !visitor.account().owns(one))
                    .flatMap(one -> rest.equals("domain") ? domain(visitor, one) : RuleText.sender(one.toString()));
            if (wanted.isPresent() && !blocked.contains(wanted.get())) {
                blocked.add(wanted.get());
                last = wanted.get();
            }
        }
        int more = blocked.size() - before.blocked().size();
        if (more == 0 || blocked.size() > RuleSet.MAX_BLOCKED) {
            undos.add(visitor, more == 0 ? "rules.problem.own" : "rules.problem.blocked", RuleSet.MAX_BLOCKED, "");
            return Optional.empty();
        }
        try {
            RulesController.save(
                    rules.get(), undos, visitor, before, before.blocking(blocked), "rules.done.blocked", last);
        } catch (FilterException e) {
            undos.add(visitor, "rules.problem.large", 1, "");
        }
        return Optional.empty();
    }

    private static Optional<String> domain(Visitor visitor, EmailAddress sender) {
        boolean own = visitor.account().addresses().stream()
                .anyMatch(one -> one.domain().equals(sender.domain()));
        return own ? Optional.empty() : RuleText.sender("@" + sender.domain().ascii());
    }
}
