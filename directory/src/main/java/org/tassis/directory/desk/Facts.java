package org.tassis.directory.desk;

import java.util.Collection;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Alias;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Customer;
import org.tassis.directory.Factors;
import org.tassis.directory.Forward;
import org.tassis.directory.MailDomain;
import org.tassis.directory.Passkey;
import org.tassis.directory.Plan;
import org.tassis.directory.Sizes;
import org.tassis.directory.access.ApiToken;

/// What the audit log says of things: names and values, none of them secret.
final class Facts {
    static final SortedMap<String, String> NONE = new TreeMap<>();
    private static final int MAX_VALUE = 1500;

    private final TreeMap<String, String> facts = new TreeMap<>();

    private Facts() {}

    private Facts put(String name, Object value) {
        String text = value.toString();
        if (!text.isEmpty()) {
            facts.put(name, text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "..." : text);
        }
        return this;
    }

    static SortedMap<String, String> of(Factors.Present factors) {
        Facts facts = new Facts();
        if (factors.codes()) {
            facts.put("second factor", "codes");
        }
        facts.put("passkeys", factors.passkeys().stream().map(Passkey::name).collect(Collectors.joining(", ")));
        return facts.put("recovery codes", factors.recovery()).facts;
    }

    static SortedMap<String, String> of(String name, Object value) {
        return new Facts().put(name, value).facts;
    }

    static SortedMap<String, String> of(AccountRecord record) {
        return of(record.account());
    }

    static SortedMap<String, String> of(Account account) {
        return new Facts()
                .put("real name", account.realName())
                .put(
                        "quota",
                        account.quota().limitsBytes()
                                ? Sizes.text(account.quota().bytes())
                                : "unlimited")
                .put("enabled", account.enabled())
                .put("primary", account.primary().map(Object::toString).orElse(""))
                .put("addresses", words(account.addresses()))
                .put("pop delete", account.popDelete())
                .put("hidden capabilities", words(new TreeSet<>(account.hiddenCapabilities())))
                .put("language", account.language().toLanguageTag())
                .facts;
    }

    static SortedMap<String, String> of(MailDomain domain) {
        return new Facts()
                .put("customer", domain.customer().value())
                .put("enabled", domain.enabled())
                .put(
                        "alias of",
                        domain.redirection().aliasOf().map(Object::toString).orElse(""))
                .put(
                        "catch-all",
                        domain.redirection().catchAll().map(Object::toString).orElse(""))
                .put(
                        "role mailbox",
                        domain.redirection()
                                .roleMailbox()
                                .map(id -> Long.toString(id.value()))
                                .orElse(""))
                .facts;
    }

    static SortedMap<String, String> of(Alias alias) {
        return new Facts().put("targets", words(alias.targets())).put("enabled", alias.enabled()).facts;
    }

    static SortedMap<String, String> of(Forward forward) {
        return new Facts()
                .put("targets", words(forward.targets()))
                .put("keep copy", forward.keepCopy())
                .put("enabled", forward.enabled())
                .facts;
    }

    static SortedMap<String, String> of(AutoReply reply) {
        return new Facts()
                .put("subject", reply.subject())
                .put("text", reply.text())
                .put("from", reply.from().map(Object::toString).orElse(""))
                .put("until", reply.until().map(Object::toString).orElse(""))
                .put("interval", reply.interval())
                .put("enabled", reply.enabled())
                .facts;
    }

    static SortedMap<String, String> of(Customer customer) {
        return new Facts()
                .put("title", customer.title())
                .put("plan", customer.plan().orElse(""))
                .put(
                        "administrator",
                        customer.administrator()
                                .map(id -> Long.toString(id.value()))
                                .orElse(""))
                .put("language", customer.language().toLanguageTag())
                .facts;
    }

    static SortedMap<String, String> of(ApiToken token) {
        return new Facts()
                .put("name", token.name())
                .put("scopes", token.scopes().text())
                .put("expires", token.expires())
                .facts;
    }

    static SortedMap<String, String> of(Plan plan) {
        Facts facts = new Facts();
        for (Plan.Limit limit : Plan.Limit.values()) {
            facts.put(limit.noun(), limit.text(plan.limit(limit)));
        }
        return facts.facts;
    }

    /// Those that are not the same in the other.
    static SortedMap<String, String> unlike(SortedMap<String, String> facts, SortedMap<String, String> other) {
        TreeMap<String, String> differing = new TreeMap<>(facts);
        differing.entrySet().removeIf(fact -> Objects.equals(other.get(fact.getKey()), fact.getValue()));
        return differing;
    }

    private static String words(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
