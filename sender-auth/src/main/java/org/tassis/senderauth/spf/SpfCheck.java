package org.tassis.senderauth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Answer.Failed;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.Answer.Found;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsName;
import org.tassis.senderauth.spf.Mechanism.Address;
import org.tassis.senderauth.spf.Mechanism.All;
import org.tassis.senderauth.spf.Mechanism.Exists;
import org.tassis.senderauth.spf.Mechanism.Include;
import org.tassis.senderauth.spf.Mechanism.MailHosts;
import org.tassis.senderauth.spf.Mechanism.Network;
import org.tassis.senderauth.spf.Mechanism.ReverseName;

/// One run of check_host(): RFC 7208 §4. Counts what it asks; recursion ends by that count. One thread.
final class SpfCheck {
    private static final int MAX_LOOKUPS = 10;
    private static final int MAX_VOID = 2;
    private static final int MAX_HOSTS = 10;
    private static final int MAX_EXPLANATION = 1000;
    private static final Pattern ZEROS = Pattern.compile("\\b0(?::0)+\\b");

    /// @param domain      whose record decided
    /// @param explanation where to ask for one, in the record that decided
    record Verdict(SpfOutcome outcome, SpfReason reason, String domain, Optional<MacroText> explanation) {}

    private final Dns dns;
    private final InetAddress client;
    private final String helo;
    private final String local;
    private final String senderDomain;
    private final String receiver;
    private final Instant now;

    private int lookups;
    private int voids;
    private @Nullable List<String> clientNames;

    SpfCheck(
            Dns dns, InetAddress client, String helo, String local, String senderDomain, String receiver, Instant now) {
        this.dns = dns;
        this.client = client;
        this.helo = helo;
        this.local = local;
        this.senderDomain = senderDomain;
        this.receiver = receiver;
        this.now = now;
    }

    int lookups() {
        return Math.min(lookups, MAX_LOOKUPS);
    }

    Verdict judge(String domain) {
        try {
            return evaluate(domain);
        } catch (Stop stop) {
            return new Verdict(stop.outcome, stop.reason, domain, Optional.empty());
        }
    }

    private Verdict evaluate(String domain) throws Stop {
        Optional<String> published = published(domain);
        if (published.isEmpty()) {
            return new Verdict(SpfOutcome.NONE, new SpfReason.NoRecord(domain), domain, Optional.empty());
        }
        SpfRecord record;
        try {
            record = SpfRecord.parse(published.get());
        } catch (SpfSyntaxException e) {
            throw Stop.permanent(new SpfReason.SyntaxError(domain, e.term()));
        }
        for (var directive : record.directives()) {
            if (directive.mechanism().asks()) {
                countLookup(domain, directive.source());
            }
            if (matches(directive.mechanism(), domain, directive.source())) {
                return new Verdict(
                        directive.outcome(),
                        new SpfReason.Matched(directive.source(), domain),
                        domain,
                        record.explanation());
            }
        }
        if (record.redirect().isEmpty()) {
            return new Verdict(SpfOutcome.NEUTRAL, new SpfReason.NothingMatched(domain), domain, Optional.empty());
        }
        String term = "redirect=" + record.redirect().get().source(); // RFC 7208 §6.1
        countLookup(domain, term);
        String target = name(record.redirect().get(), domain);
        if (!DnsName.mayExist(target)) {
            throw Stop.permanent(new SpfReason.LeadsNowhere(domain, term));
        }
        var verdict = evaluate(target);
        if (verdict.outcome() == SpfOutcome.NONE) {
            throw Stop.permanent(new SpfReason.LeadsNowhere(domain, term));
        }
        return verdict;
    }

    /// RFC 7208 §4.4, §4.5.
    private Optional<String> published(String domain) throws Stop {
        Answer<String> answer = dns.txt(domain);
        if (answer instanceof Failed<String>(var failure)) {
            throw Stop.temporary(domain, failure);
        }
        var records = answer.records().stream().filter(SpfRecord::isRecord).toList();
        if (records.size() > 1) {
            throw Stop.permanent(new SpfReason.SeveralRecords(domain));
        }
        return records.stream().findFirst();
    }

    private void countLookup(String domain, String term) throws Stop {
        if (++lookups > MAX_LOOKUPS) {
            throw Stop.permanent(new SpfReason.TooManyLookups(domain, term));
        }
    }

    private boolean matches(Mechanism mechanism, String domain, String term) throws Stop {
        return switch (mechanism) {
            case All _ -> true;
            case Network network -> network.contains(client);
            case Include(var target) -> includes(name(target, domain), domain, term);
            case Address(var target, var prefix) -> hasAddress(name(target, domain), prefix, domain, term);
            case MailHosts(var target, var prefix) -> hasMailHost(name(target, domain), prefix, domain, term);
            case ReverseName(var target) -> isNamed(name(target, domain));
            case Exists(var target) ->
                !asked(dns.ipv4(name(target, domain)), name(target, domain), domain, term)
                        .isEmpty();
        };
    }

    /// RFC 7208 §5.2.
    private boolean includes(String target, String domain, String term) throws Stop {
        var verdict = DnsName.mayExist(target)
                ? evaluate(target)
                : new Verdict(SpfOutcome.NONE, new SpfReason.NoRecord(target), target, Optional.empty());
        if (verdict.outcome() == SpfOutcome.NONE) {
            throw Stop.permanent(new SpfReason.LeadsNowhere(domain, term));
        }
        return verdict.outcome() == SpfOutcome.PASS;
    }

    private boolean hasAddress(String host, Mechanism.Prefix prefix, String domain, String term) throws Stop {
        for (var address : asked(addresses(host), host, domain, term)) {
            if (prefix.same(client, address)) {
                return true;
            }
        }
        return false;
    }

    /// RFC 7208 §5.4: more than ten MX hosts are an error, and an address is no substitute for none.
    private boolean hasMailHost(String target, Mechanism.Prefix prefix, String domain, String term) throws Stop {
        var hosts = asked(dns.mx(target), target, domain, term);
        if (hosts.size() > MAX_HOSTS) {
            throw Stop.permanent(new SpfReason.TooManyMailHosts(domain, term));
        }
        for (var host : hosts) {
            if (!host.host().isEmpty() && hasAddress(host.host(), prefix, domain, term)) {
                return true;
            }
        }
        return false;
    }

    private Answer<? extends InetAddress> addresses(String host) {
        return client instanceof Inet4Address ? dns.ipv4(host) : dns.ipv6(host);
    }

    /// The records of an answer; counts it when it is void.
    private <T> List<? extends T> asked(Answer<? extends T> answer, String name, String domain, String term)
            throws Stop {
        if (answer instanceof Failed<?>(var failure)) {
            throw Stop.temporary(name, failure);
        }
        if (answer.isVoid() && ++voids > MAX_VOID) {
            throw Stop.permanent(new SpfReason.TooManyVoidLookups(domain, term));
        }
        return answer.records();
    }

    /// RFC 7208 §5.5.
    private boolean isNamed(String target) {
        String wanted = DnsName.normal(target);
        return clientNames().stream().anyMatch(name -> name.equals(wanted) || name.endsWith("." + wanted));
    }

    /// The client's names that lead back to it. Ten are looked at, and failures make no match: RFC 7208 §5.5.
    private List<String> clientNames() {
        var known = clientNames;
        if (known == null) {
            known = dns.ptr(client).records().stream()
                    .limit(MAX_HOSTS)
                    .filter(name -> addresses(name).records().contains(client))
                    .toList();
            clientNames = known;
        }
        return known;
    }

    private String name(Optional<MacroText> target, String domain) {
        return target.isPresent() ? name(target.get(), domain) : domain;
    }

    /// RFC 7208 §7.3: labels are dropped from the left until the name fits.
    private String name(MacroText target, String domain) {
        String name = target.expand(letter -> value(letter, domain));
        if (name.length() > DnsName.MAX_LENGTH) {
            int dot = name.indexOf('.', name.length() - DnsName.MAX_LENGTH - 1);
            return dot < 0 ? name : name.substring(dot + 1);
        }
        return name;
    }

    /// RFC 7208 §7.2.
    private String value(char letter, String domain) {
        return switch (letter) {
            case 's' -> local + "@" + senderDomain;
            case 'l' -> local;
            case 'o' -> senderDomain;
            case 'd' -> domain;
            case 'i' -> dotted();
            case 'p' -> validatedName(domain);
            case 'v' -> client instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> helo;
            case 'c' -> readable();
            case 'r' -> receiver;
            case 't' -> Long.toString(now.getEpochSecond());
            default -> throw new IllegalStateException("no such macro: " + letter);
        };
    }

    private String dotted() {
        if (client instanceof Inet4Address) {
            return client.getHostAddress();
        }
        String hex = HexFormat.of().withUpperCase().formatHex(client.getAddress());
        return String.join(".", hex.split(""));
    }

    /// RFC 5952 §4: the longest run of zeros is `::`.
    private String readable() {
        String text = client.getHostAddress();
        if (client instanceof Inet4Address) {
            return text;
        }
        int start = 0;
        int end = 0;
        for (var zeros = ZEROS.matcher(text); zeros.find(); ) {
            if (zeros.end() - zeros.start() > end - start) {
                start = zeros.start();
                end = zeros.end();
            }
        }
        if (end == 0) {
            return text;
        }
        String before = text.substring(0, start);
        String after = text.substring(end);
        return (before.endsWith(":") ? before.substring(0, before.length() - 1) : before)
                + "::"
                + (after.startsWith(":") ? after.substring(1) : after);
    }

    /// RFC 7208 §7.3: the domain itself, else a name below it, else any.
    private String validatedName(String domain) {
        String wanted = DnsName.normal(domain);
        var names = clientNames();
        if (names.contains(wanted)) {
            return wanted;
        }
        return names.stream()
                .filter(name -> name.endsWith("." + wanted))
                .findFirst()
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }

    /// RFC 7208 §6.2: whatever is wrong with it, there is just no explanation.
    Optional<String> explanation(Verdict verdict) {
        if (verdict.explanation().isEmpty()) {
            return Optional.empty();
        }
        var answer = dns.txt(name(verdict.explanation().get(), verdict.domain()));
        if (!(answer instanceof Found<String>(var records, var _)) || records.size() != 1) {
            return Optional.empty();
        }
        try {
            String text = MacroText.explanation(records.getFirst()).expand(letter -> value(letter, verdict.domain()));
            return text.length() <= MAX_EXPLANATION && text.chars().allMatch(c -> c >= ' ' && c <= '~')
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (SpfSyntaxException e) {
            return Optional.empty();
        }
    }

    /// Ends the check with an error, from however deep.
    private static final class Stop extends Exception {
        private final SpfOutcome outcome;
        private final SpfReason reason;

        private Stop(SpfOutcome outcome, SpfReason reason) {
            super(outcome.name(), null, false, false);
            this.outcome = outcome;
            this.reason = reason;
        }

        static Stop permanent(SpfReason reason) {
            return new Stop(SpfOutcome.PERMERROR, reason);
        }

        static Stop temporary(String name, Failure failure) {
            return new Stop(SpfOutcome.TEMPERROR, new SpfReason.DnsFailed(name, failure));
        }
    }
}
