package org.tassis.mailflow.publish;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.publish.RecordToPublish.Purpose;
import org.tassis.mailflow.publish.RecordToPublish.Type;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.senderauth.dns.DnsName;

/// All that the DNS should have for a domain of this server.
public record RecordsToPublish(DomainName domain, List<RecordToPublish> records) {
    /// Of Microsoft's programs, which look for pages there.
    public static final String AUTODISCOVER = "_autodiscover";

    public RecordsToPublish {
        records = List.copyOf(records);
    }

    /// What the advice is made of.
    ///
    /// @param host         of this server
    /// @param addresses    of this server, as strangers see them; none when they are not known
    /// @param keys         that sign, or will
    /// @param dmarcReports where reports go; empty when nobody would get them
    /// @param tlsReports   likewise
    /// @param stsId        of the MTA-STS policy; empty when none is served
    /// @param services     for mail programs
    /// @param tlsa         of the certificate: usage, selector, type and digest
    public record Facts(
            DomainName host,
            List<InetAddress> addresses,
            List<SigningKeys.Key> keys,
            Optional<EmailAddress> dmarcReports,
            Optional<EmailAddress> tlsReports,
            Optional<String> stsId,
            List<Service> services,
            Optional<String> tlsa) {
        public Facts {
            addresses = List.copyOf(addresses);
            keys = List.copyOf(keys);
            services = List.copyOf(services);
        }
    }

    /// @param name of SRV records: RFC 6186 §3, RFC 8314 §5.1, such as `_imaps`; also `_autodiscover`,
    ///     where pages are
    public record Service(String name, int port) {}

    public static RecordsToPublish of(DomainName domain, Facts facts) {
        String name = domain.ascii();
        String host = facts.host().ascii();
        List<RecordToPublish> records = new ArrayList<>();
        for (InetAddress address : facts.addresses()) {
            Type type = address instanceof Inet4Address ? Type.A : Type.AAAA;
            records.add(new RecordToPublish(Purpose.ADDRESS, type, host, address.getHostAddress(), true));
        }
        for (InetAddress address : facts.addresses()) {
            records.add(new RecordToPublish(Purpose.REVERSE, Type.PTR, DnsName.reverse(address), host + ".", true));
        }
        records.add(new RecordToPublish(Purpose.MX, Type.MX, name, "10 " + host + ".", true));
        records.add(new RecordToPublish(Purpose.SPF, Type.TXT, name, "v=spf1 mx -all", true));
        for (SigningKeys.Key key : facts.keys()) {
            if (key.state() != SigningKeys.State.REPLACED) {
                records.add(new RecordToPublish(
                        Purpose.DKIM,
                        Type.TXT,
                        key.key().recordName(),
                        key.key().recordText(),
                        true));
            }
        }
        records.add(new RecordToPublish(
                Purpose.DMARC,
                Type.TXT,
                "_dmarc." + name,
                "v=DMARC1; p=none"
                        + facts.dmarcReports().map(to -> "; rua=mailto:" + to).orElse(""),
                true));
        facts.stsId().ifPresent(id -> {
            records.add(new RecordToPublish(Purpose.MTA_STS, Type.TXT, "_mta-sts." + name, "v=STSv1; id=" + id, false));
            records.add(new RecordToPublish(Purpose.MTA_STS_HOST, Type.CNAME, "mta-sts." + name, host + ".", false));
        });
        facts.tlsReports()
                .ifPresent(to -> records.add(new RecordToPublish(
                        Purpose.TLS_RPT, Type.TXT, "_smtp._tls." + name, "v=TLSRPTv1; rua=mailto:" + to, false)));
        facts.tlsa()
                .ifPresent(data ->
                        records.add(new RecordToPublish(Purpose.TLSA, Type.TLSA, "_25._tcp." + host, data, false)));
        if (facts.services().stream().anyMatch(service -> service.name().equals(AUTODISCOVER))) {
            records.add(new RecordToPublish(Purpose.AUTOCONFIG, Type.CNAME, "autoconfig." + name, host + ".", false));
            records.add(
                    new RecordToPublish(Purpose.AUTODISCOVER, Type.CNAME, "autodiscover." + name, host + ".", false));
        }
        for (Service service : facts.services()) {
            records.add(new RecordToPublish(
                    Purpose.CLIENTS,
                    Type.SRV,
                    service.name() + "._tcp." + name,
                    "0 1 " + service.port() + " " + host + ".",
                    false));
        }
        return new RecordsToPublish(domain, records);
    }

    /// For the zone of the domain: what belongs to other zones is there as a comment.
    public String zoneFile() {
        StringBuilder text = new StringBuilder();
        for (boolean own : new boolean[] {true, false}) {
            List<RecordToPublish> part =
                    records.stream().filter(record -> isOwn(record) == own).toList();
            if (!own && !part.isEmpty()) {
                text.append("; These belong to other zones:\n");
            }
            for (RecordToPublish record : part) {
                text.append(own ? "" : "; ").append(record.zoneLine()).append('\n');
            }
        }
        return text.toString();
    }

    private boolean isOwn(RecordToPublish record) {
        return record.name().equals(domain.ascii()) || record.name().endsWith("." + domain.ascii());
    }
}
