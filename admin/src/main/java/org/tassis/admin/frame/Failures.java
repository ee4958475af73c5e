package org.tassis.admin.frame;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Plan;
import org.tassis.directory.Sizes;
import org.tassis.web.Passwords;
import org.tassis.web.Times;

/// Says in the visitor's language why the directory refused something. Any thread.
public final class Failures {
    private final MessageSource messages;
    private final Sizes sizes;
    private final Times times;

    Failures(MessageSource messages, Sizes sizes, Times times) {
        this.messages = messages;
        this.sizes = sizes;
        this.times = times;
    }

    public String text(DirectoryException e, Locale language) {
        return text(e.failure(), language);
    }

    public String text(DirectoryFailure failure, Locale language) {
        return switch (failure) {
            case DirectoryFailure.BadValue bad
            when bad.rule() != DirectoryFailure.BadValue.Rule.OTHER ->
                say("admin.value." + bad.rule().name(), language, bad.what());
            case DirectoryFailure.NoSuchDomain(var name) -> say("admin.failure.domain", language, name.unicode());
            case DirectoryFailure.DomainExists(var name) ->
                say("admin.failure.domain.exists", language, name.unicode());
            case DirectoryFailure.DomainRemoved(var name) ->
                say("admin.failure.domain.removed", language, name.unicode());
            case DirectoryFailure.DomainInUse(var name, var some, var count) ->
                say("admin.failure.domain.used", language, name.unicode(), count, list(some));
            case DirectoryFailure.NoSuchMailbox(var name) -> say("admin.failure.mailbox", language, name);
            case DirectoryFailure.LoginTaken(var login, var removed) ->
                since("admin.failure.login", removed, language, login);
            case DirectoryFailure.OperatorRemoved(var login, var removed) ->
                say("admin.failure.login.operator", language, login, times.brief(removed));
            case DirectoryFailure.AddressTaken(var address, var removed) ->
                since("admin.failure.address.taken", removed, language, address);
            case DirectoryFailure.AddressIsAlias(var address) -> say("admin.failure.address.alias", language, address);
            case DirectoryFailure.NoSuchAlias(var address, var _) -> say("admin.failure.alias", language, address);
            case DirectoryFailure.Circle(var way) ->
                say("admin.failure.circle", language, String.join(" \u2192 ", way));
            case DirectoryFailure.AliasOfAlias(var name) -> say("admin.failure.alias.alias", language, name.unicode());
            case DirectoryFailure.DomainAliased(var name, var by) ->
                say(
                        "admin.failure.domain.aliased",
                        language,
                        name.unicode(),
                        by.stream().map(DomainName::unicode).collect(Collectors.joining(", ")));
            case DirectoryFailure.NoSuchAddress(var address) -> say("admin.failure.address", language, address);
            case DirectoryFailure.WeakPassword weak ->
                say("admin.failure.password", language, Passwords.why(messages, weak, language));
            case DirectoryFailure.TooMany(var _, var limit) -> say("admin.failure.many", language, limit);
            case DirectoryFailure.NoSuchCustomer(var name) -> say("admin.failure.customer", language, name);
            case DirectoryFailure.CustomerExists(var name, var removed) ->
                since("admin.failure.customer.exists", removed, language, name);
            case DirectoryFailure.CustomerRemoved(var name) -> say("admin.failure.customer.removed", language, name);
            case DirectoryFailure.NoSuchPlan(var name) -> say("admin.failure.plan", language, name.strip());
            case DirectoryFailure.PlanExists(var name) -> say("admin.failure.plan.exists", language, name);
            case DirectoryFailure.PlanInUse(var name, var customers) ->
                say("admin.failure.plan.used", language, name, customers);
            case DirectoryFailure.LimitReached(var _, var plan, var limit, var most, var left) ->
                say(
                        left == 0 ? "admin.failure.limit.none" : "admin.failure.limit",
                        language,
                        plan,
                        amount(limit, most, language),
                        amount(limit, left, language));
            case DirectoryFailure.PlanTooSmall(var customer, var plan, var limit, var most, var has) ->
                say(
                        "admin.failure.small",
                        language,
                        plan,
                        amount(limit, most, language),
                        customer,
                        amount(limit, has, language));
            case DirectoryFailure.ForeignDomain(var name) -> say("admin.failure.foreign", language, name.unicode());
            case DirectoryFailure.ForeignAlias(var name) ->
                say("admin.failure.foreign.alias", language, name.unicode());
            case DirectoryFailure.MailboxBetween(var mailbox, var name) ->
                say("admin.failure.between", language, mailbox, name.unicode());
            case DirectoryFailure.NoSuchOperator(var login) -> say("admin.failure.operator", language, login);
            case DirectoryFailure.NotAllowed _ -> say("admin.failure.allowed", language);
            case DirectoryFailure.Unavailable _ -> say("admin.failure.unavailable", language);
            default -> say("admin.failure.value", language, failure.text()); // nobody meets it on these pages
        };
    }

    /// How many of something, in words: `10 mailboxes`, `3 GB of storage`, `unlimited`.
    public String amount(Plan.Limit limit, long amount, Locale language) {
        if (amount == Plan.UNLIMITED) {
            return say("admin.unlimited", language);
        }
        String key = "admin.amount." + limit.name().toLowerCase(Locale.ROOT);
        return limit == Plan.Limit.STORAGE ? say(key, language, sizes.of(amount)) : say(key, language, amount);
    }

    private String since(String key, Optional<Instant> removed, Locale language, Object name) {
        return removed.map(when -> say(key + ".removed", language, name, times.brief(when)))
                .orElseGet(() -> say(key, language, name));
    }

    private static String list(List<EmailAddress> some) {
        return some.stream().map(EmailAddress::toString).collect(Collectors.joining(", "));
    }

    public String say(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }
}
