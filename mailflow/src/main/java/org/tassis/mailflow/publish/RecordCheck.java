package org.tassis.mailflow.publish;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.publish.CheckedRecord.State;
import org.tassis.senderauth.dmarc.DmarcRecord;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsName;
import org.tassis.senderauth.dns.Mx;
import org.tassis.senderauth.dns.Srv;
import org.tassis.senderauth.dns.Tlsa;
import org.tassis.senderauth.spf.Spf;
import org.tassis.senderauth.spf.SpfOutcome;

/// Looks at what the DNS has, as other servers do, and names what is wrong with it. Any thread; blocks on
/// the DNS.
public final class RecordCheck {
    private final Dns dns;
    private final DomainName host;
    private final InstantSource clock;

    /// @param host of this server
    public RecordCheck(Dns dns, DomainName host, InstantSource clock) {
        this.dns = dns;
        this.host = host;
        this.clock = clock;
    }

    /// All records at once, so that it takes no longer than the slowest answer.
    public List<CheckedRecord> check(RecordsToPublish wanted) {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<CheckedRecord>> answers = wanted.records().stream()
                    .map(record -> CompletableFuture.supplyAsync(() -> check(wanted.domain(), record), workers))
                    .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }

    private CheckedRecord check(DomainName domain, RecordToPublish record) {
        return switch (record.purpose()) {
            case ADDRESS -> address(record);
            case REVERSE -> reverse(record);
            case MX -> mx(record);
            case SPF -> spf(domain, record);
            case DKIM -> dkim(record);
            case DMARC -> dmarc(record);
            case MTA_STS -> only(record, "v=STSv1", "sts");
            case TLS_RPT -> only(record, "v=TLSRPTv1", "tlsrpt");
            case MTA_STS_HOST, AUTOCONFIG, AUTODISCOVER -> name(record);
            case TLSA -> tlsa(record);
            case CLIENTS -> service(record);
        };
    }

    private static CheckedRecord green(RecordToPublish record) {
        return new CheckedRecord(record, State.GREEN, "green", List.of());
    }

    private static CheckedRecord missing(RecordToPublish record) {
        return new CheckedRecord(
                record, State.MISSING, record.needed() ? "missing" : "missing-optional", List.of(record.name()));
    }

    private static CheckedRecord wrong(RecordToPublish record, String code, String... words) {
        return new CheckedRecord(record, State.WRONG, code, List.of(words));
    }

    private static CheckedRecord unknown(RecordToPublish record) {
        return new CheckedRecord(record, State.UNKNOWN, "no-answer", List.of(record.name()));
    }

    private CheckedRecord mx(RecordToPublish record) {
        return switch (dns.mx(record.name())) {
            case Answer.Found<Mx>(var found, var _) -> {
                if (found.stream().noneMatch(mx -> mx.host().equals(host.ascii()))) {
                    yield wrong(record, "mx-elsewhere", hosts(found), host.ascii());
                }
                yield addresses(host.ascii()).isEmpty() ? wrong(record, "mx-no-address", host.ascii()) : green(record);
            }
            case Answer.Failed<Mx> _ -> unknown(record);
            default -> missing(record);
        };
    }

    private static String hosts(List<Mx> found) {
        return String.join(", ", found.stream().map(Mx::host).toList());
    }

    /// What counts is whether this server may send: there are many ways to say it.
    private CheckedRecord spf(DomainName domain, RecordToPublish record) {
        Answer<String> answer = dns.txt(record.name());
        if (answer instanceof Answer.Failed<String>) {
            return unknown(record);
        }
        List<String> records = answer.records().stream()
                .filter(text -> text.equals("v=spf1") || text.startsWith("v=spf1 "))
                .toList();
        if (records.isEmpty()) {
            return missing(record);
        }
        if (records.size() > 1) {
            return wrong(record, "spf-several", Integer.toString(records.size())); // RFC 7208 §4.5
        }
        Collection<String> addresses = addresses(host.ascii());
        if (addresses.isEmpty()) {
            return wrong(record, "mx-no-address", host.ascii());
        }
        Spf spf = new Spf(dns, host.ascii(), clock);
        Optional<EmailAddress> sender = EmailAddress.of("postmaster", domain.ascii());
        for (String address : addresses) {
            SpfOutcome outcome = spf.check(InetAddress.ofLiteral(address), host.ascii(), sender)
                    .outcome();
            if (outcome == SpfOutcome.TEMPERROR) {
                return unknown(record);
            }
            if (outcome != SpfOutcome.PASS) {
                return wrong(
                        record,
                        outcome == SpfOutcome.PERMERROR ? "spf-broken" : "spf-not-us",
                        records.getFirst(),
                        address);
            }
        }
        return green(record);
    }

    /// What the DNS says of this server's name now; empty when it says nothing.
    List<InetAddress> addressesOfHost() {
        return addresses(host.ascii()).stream().map(InetAddress::ofLiteral).toList();
    }

    private Collection<String> addresses(String name) {
        Collection<String> found = new TreeSet<>();
        dns.ipv4(name).records().forEach(address -> found.add(address.getHostAddress()));
        dns.ipv6(name).records().forEach(address -> found.add(address.getHostAddress()));
        return found;
    }

    private CheckedRecord dkim(RecordToPublish record) {
        Answer<String> answer = dns.txt(record.name());
        if (answer instanceof Answer.Failed<String>) {
            return unknown(record);
        }
        if (answer.records().isEmpty()) {
            return missing(record);
        }
        if (answer.records().size() > 1) {
            return wrong(
                    record, "dkim-several", Integer.toString(answer.records().size()));
        }
        String key = key(record.value());
        String published = key(answer.records().getFirst());
        if (published.equals(key)) {
            return green(record);
        }
        return !published.isEmpty() && key.startsWith(published)
                ? wrong(record, "dkim-cut", Integer.toString(published.length()), Integer.toString(key.length()))
                : wrong(record, "dkim-other-key");
    }

    /// What is behind `p=`, without white space.
    private static String key(String text) {
        for (String tag : text.replaceAll("\\s", "").split(";")) {
            if (tag.startsWith("p=")) {
                return tag.substring(2);
            }
        }
        return "";
    }

    private CheckedRecord dmarc(RecordToPublish record) {
        Answer<String> answer = dns.txt(record.name());
        if (answer instanceof Answer.Failed<String>) {
            return unknown(record);
        }
        List<String> records = answer.records().stream()
                .filter(text -> text.startsWith("v=DMARC1"))
                .toList();
        if (records.isEmpty()) {
            return answer.records().isEmpty()
                    ? missing(record)
                    : wrong(record, "dmarc-not-one", answer.records().getFirst());
        }
        if (records.size() > 1) {
            return wrong(record, "dmarc-several", Integer.toString(records.size())); // RFC 7489 §6.6.3
        }
        Optional<DmarcRecord> parsed = DmarcRecord.only(records);
        if (parsed.isEmpty()) {
            return wrong(record, "dmarc-no-policy", records.getFirst());
        }
        return parsed.get().reports().isEmpty() && record.value().contains("rua=")
                ? new CheckedRecord(record, State.GREEN, "dmarc-no-reports", List.of())
                : green(record);
    }

    /// A record of which a name has one, and which is to be as it was given.
    private CheckedRecord only(RecordToPublish record, String version, String code) {
        Answer<String> answer = dns.txt(record.name());
        if (answer instanceof Answer.Failed<String>) {
            return unknown(record);
        }
        List<String> records = answer.records().stream()
                .filter(text -> text.startsWith(version))
                .toList();
        if (records.isEmpty()) {
            return missing(record);
        }
        if (records.size() > 1) {
            return wrong(record, code + "-several", Integer.toString(records.size()));
        }
        return plain(records.getFirst()).equals(plain(record.value()))
                ? green(record)
                : wrong(record, code + "-other", records.getFirst());
    }

    private static String plain(String text) {
        return text.replaceAll("\\s|;\\s*$", "");
    }

    /// A name that must lead here, whether as an alias or by addresses of its own.
    private CheckedRecord name(RecordToPublish record) {
        Collection<String> found = addresses(record.name());
        if (found.isEmpty()) {
            return dns.ipv4(record.name()) instanceof Answer.Failed ? unknown(record) : missing(record);
        }
        return addresses(host.ascii()).containsAll(found)
                ? green(record)
                : wrong(record, "name-elsewhere", String.join(", ", found), host.ascii());
    }

    private CheckedRecord address(RecordToPublish record) {
        Answer<? extends InetAddress> answer =
                record.type() == RecordToPublish.Type.A ? dns.ipv4(record.name()) : dns.ipv6(record.name());
        if (answer instanceof Answer.Failed<?>) {
            return unknown(record);
        }
        List<String> found =
                answer.records().stream().map(InetAddress::getHostAddress).toList();
        if (found.isEmpty()) {
            return missing(record);
        }
        return found.contains(record.value())
                ? green(record)
                : wrong(record, "address-other", String.join(", ", found), record.value());
    }

    /// Many servers take no mail from an address whose name does not lead back to it.
    private CheckedRecord reverse(RecordToPublish record) {
        Answer<String> answer = dns.ptr(DnsName.address(record.name()).orElse(InetAddress.getLoopbackAddress()));
        if (answer instanceof Answer.Failed<String>) {
            return unknown(record);
        }
        if (answer.records().isEmpty()) {
            return new CheckedRecord(record, State.MISSING, "reverse-missing", List.of(record.name()));
        }
        return answer.records().contains(host.ascii())
                ? green(record)
                : wrong(record, "reverse-other", String.join(", ", answer.records()), host.ascii());
    }

    private CheckedRecord service(RecordToPublish record) {
        return switch (dns.srv(record.name())) {
            case Answer.Found<Srv>(var found, var _) -> {
                String wanted = record.value().replaceFirst("^\\S+ \\S+ ", "");
                List<String> targets = found.stream()
                        .map(srv -> srv.port() + " " + srv.host() + ".")
                        .toList();
                yield targets.contains(wanted)
                        ? green(record)
                        : wrong(record, "service-elsewhere", String.join(", ", targets), wanted);
            }
            case Answer.Failed<Srv> _ -> unknown(record);
            default -> missing(record);
        };
    }

    private CheckedRecord tlsa(RecordToPublish record) {
        return switch (dns.tlsa(record.name())) {
            case Answer.Found<Tlsa>(var found, var validated) -> {
                List<String> texts =
                        new ArrayList<>(found.stream().map(Tlsa::toString).toList());
                if (!texts.contains(record.value())) {
                    yield wrong(record, "tlsa-other", String.join(", ", texts));
                }
                yield validated ? green(record) : new CheckedRecord(record, State.GREEN, "tlsa-unsigned", List.of());
            }
            case Answer.Failed<Tlsa> _ -> unknown(record);
            default -> missing(record);
        };
    }
}
