package org.tassis.mailflow.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.publish.RecordToPublish.Purpose;
import org.tassis.mailflow.publish.RecordToPublish.Type;
import org.tassis.mailflow.signing.SigningKeys;

/// All that the DNS should have for a domain of this server.
public record RecordsToPublish(DomainName domain, List<RecordToPublish> records) {
    public RecordsToPublish {
        records = List.copyOf(records);
    }

    /// What the advice is made of.
    ///
    /// @param host         of this server
    /// @param keys         that sign, or will
    /// @param dmarcReports where reports go; empty when nobody would get them
    /// @param tlsReports   likewise
    /// @param stsId        of the MTA-STS policy; empty when none is served
    /// @param services     for mail programs
    /// @param tlsa         of the certificate: usage, selector, type and digest
    public record Facts(
            DomainName host,
            List<SigningKeys.Key> keys,
            Optional<EmailAddress> dmarcReports,
            Optional<EmailAddress> tlsReports,
            Optional<String> stsId,
            List<Service> services,
            Optional<String> tlsa) {
        public Facts {
            keys = List.copyOf(keys);
            services = List.copyOf(services);
        }
    }

    /// @param name of SRV records: RFC 6186 §3, RFC 8314 §5.1, such as `_imaps`
    public record Service(String name, int port) {}

    public static RecordsToPublish of(DomainName domain, Facts facts) {
        String name = domain.ascii();
        String host = facts.host().ascii();
        List<RecordToPublish> records = new ArrayList<>();
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
            records.add(new RecordToPublish(
                    Purpose.MTA_STS, Type.TXT, "_mta-sts." + name, "v=STSv1; id=" + id, false));
            records.add(
                    new RecordToPublish(Purpose.MTA_STS_HOST, Type.CNAME, "mta-sts." + name, host + ".", false));
        });
        facts.tlsReports()
                .ifPresent(to -> records.add(new RecordToPublish(
                        Purpose.TLS_RPT, Type.TXT, "_smtp._tls." + name, "v=TLSRPTv1; rua=mailto:" + to, false)));
        facts.tlsa()
                .ifPresent(data -> records.add(
                        new RecordToPublish(Purpose.TLSA, Type.TLSA, "_25._tcp." + host, data, false)));
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
}
