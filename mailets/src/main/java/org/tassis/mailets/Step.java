package org.tassis.mailets;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetConfig;
import org.apache.mailet.MailetContext;
import org.apache.mailet.Matcher;
import org.apache.mailet.MatcherConfig;
import org.tassis.mailflow.extension.Plugged;
import org.tassis.mailflow.extension.Stage;

/// A matcher and a mailet, ready. Mailets are for many threads, as James demands of them.
record Step(Stage stage, String name, Matcher matcher, Mailet mailet, boolean tolerant) {
    /// @throws IllegalArgumentException a class is not there or does not start
    static Step of(Plugged plugged, Instances instances, MailetContext context) {
        int equals = plugged.matcher().indexOf('=');
        String name = equals < 0 ? plugged.matcher() : plugged.matcher().substring(0, equals);
        Optional<String> condition =
                equals < 0 ? Optional.empty() : Optional.of(plugged.matcher().substring(equals + 1));
        Matcher matcher = instances.matcher(name.strip(), Matcher.class);
        Mailet mailet = instances.mailet(plugged.mailet().strip(), Mailet.class);
        try {
            matcher.init(new Condition(name, condition, context));
            mailet.init(new Parameters(plugged.mailet(), plugged.parameters(), context));
        } catch (MessagingException | RuntimeException e) {
            throw new IllegalArgumentException(
                    plugged.mailet() + " with " + plugged.matcher() + " does not start: " + e.getMessage(), e);
        }
        return new Step(plugged.stage(), plugged.mailet(), matcher, mailet, plugged.tolerant());
    }

    /// Lets the mailet do its work for whom the matcher picks.
    ///
    /// @return what there is now: the mail itself, or it and another for the others, which it was taken from
    List<Mail> run(Mail mail) throws MessagingException {
        Collection<MailAddress> matched = matcher.match(mail);
        if (isNone(matched)) {
            return List.of(mail);
        }
        List<MailAddress> others = new ArrayList<>(mail.getRecipients());
        others.removeAll(matched);
        if (others.isEmpty()) {
            mailet.service(mail);
            return List.of(mail);
        }
        Mail apart = mail.duplicate();
        apart.setRecipients(others);
        mail.setRecipients(List.copyOf(matched));
        mailet.service(mail);
        return List.of(mail, apart);
    }

    /// A matcher says null for nobody, too.
    @SuppressWarnings({"ConstantValue", "NullAway"})
    private static boolean isNone(Collection<MailAddress> matched) {
        return matched == null || matched.isEmpty();
    }

    void close() {
        mailet.destroy();
        matcher.destroy();
    }

    private record Condition(String getMatcherName, Optional<String> condition, MailetContext getMailetContext)
            implements MatcherConfig {
        @Override
        @SuppressWarnings("NullAway") // the interface has no other word for "none"
        public String getCondition() {
            return condition.orElse(null);
        }
    }

    private record Parameters(String getMailetName, Map<String, String> parameters, MailetContext getMailetContext)
            implements MailetConfig {
        @Override
        @SuppressWarnings("NullAway") // the interface has no other word for "none"
        public String getInitParameter(String name) {
            return parameters.get(name);
        }

        @Override
        public Iterator<String> getInitParameterNames() {
            return parameters.keySet().iterator();
        }
    }
}
