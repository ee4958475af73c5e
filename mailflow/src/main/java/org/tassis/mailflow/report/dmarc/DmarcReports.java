package org.tassis.mailflow.report.dmarc;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.mail.Letter;
import org.tassis.mailflow.report.mail.ReportAddress;
import org.tassis.mailflow.report.mail.ReportId;
import org.tassis.mailflow.report.mail.ReportMail;
import org.tassis.mailflow.report.mail.ReportSource;
import org.tassis.mailflow.report.mail.Zipped;
import org.tassis.senderauth.dmarc.DmarcRecord;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;

/// Aggregate reports to the addresses that a domain names, by mail: RFC 7489 §7.2. An address elsewhere gets them only
/// when its domain says so: §7.1. When the policy changed within the day there is one report for each. Any thread;
/// blocks.
public final class DmarcReports implements ReportSource {
    private static final Logger LOG = LoggerFactory.getLogger(DmarcReports.class);
    private static final int MOST_ROWS = 5000;
    private static final int MOST_POLICIES = 5;

    private final Dns dns;
    private final Supplier<PublicSuffixes> suffixes;
    private final ReportMail mail;

    public DmarcReports(Dns dns, Supplier<PublicSuffixes> suffixes, ReportMail mail) {
        this.dns = dns;
        this.suffixes = suffixes;
        this.mail = mail;
    }

    @Override
    public Tally.Kind kind() {
        return Tally.Kind.DMARC_SEEN;
    }

    /// The DNS failed.
    private static final class NotNow extends Exception {
        private static final long serialVersionUID = 1;

        NotNow() {
            super("", null, false, false);
        }
    }

    @Override
    public Ending report(LocalDate day, DomainName domain, List<Tally> rows) throws IOException {
        Optional<DomainName> submitter = mail.submitter();
        if (submitter.isEmpty()) {
            return Ending.NOT_WANTED;
        }
        List<ReportAddress.Mail> wanted;
        try {
            wanted = addresses(domain);
        } catch (NotNow e) {
            return Ending.LATER;
        }
        boolean sent = false;
        if (!wanted.isEmpty()) {
            for (List<Tally> some : byPolicy(rows)) {
                sent |= send(submitter.get(), day, domain, some, wanted);
            }
        }
        return sent ? Ending.SENT : Ending.NOT_WANTED;
    }

    private boolean send(
            DomainName submitter, LocalDate day, DomainName domain, List<Tally> rows, List<ReportAddress.Mail> wanted)
            throws IOException {
        String id = ReportId.of("dmarc", day, domain, rows);
        byte[] octets = Zipped.gzip(DmarcReportText.write(
                id + "@" + submitter.ascii(),
                submitter,
                day,
                domain,
                rows.stream()
                        .map(tally -> new DmarcReportText.Row(DmarcFacts.read(tally), tally.count()))
                        .toList()));
        List<EmailAddress> to = wanted.stream()
                .filter(address -> octets.length * 4L / 3 <= address.most()) // as base64: RFC 7489 §6.2
                .map(ReportAddress.Mail::address)
                .toList();
        if (to.isEmpty()) {
            LOG.info("{}: a report of {} octets is too large for who wants it", domain, octets.length);
            return false;
        }
        return mail.send(letter(id, submitter, day, domain, to, octets));
    }

    private static List<List<Tally>> byPolicy(List<Tally> rows) {
        Map<String, List<Tally>> policies = new LinkedHashMap<>();
        for (Tally tally : rows) {
            if (policies.containsKey(tally.fact(0)) || policies.size() < MOST_POLICIES) {
                List<Tally> some = policies.computeIfAbsent(tally.fact(0), _ -> new ArrayList<>());
                if (some.size() < MOST_ROWS) {
                    some.add(tally);
                }
            }
        }
        return new ArrayList<>(policies.values());
    }

    private List<ReportAddress.Mail> addresses(DomainName domain) throws NotNow {
        Optional<DmarcRecord> record =
                switch (dns.txt("_dmarc." + domain.ascii())) {
                    case Answer.Found<String>(var texts, var _) -> DmarcRecord.only(texts);
                    case Answer.Failed<String> _ -> throw new NotNow();
                    default -> Optional.empty();
                };
        List<ReportAddress.Mail> found = new ArrayList<>();
        for (ReportAddress address :
                ReportAddress.parse(record.map(DmarcRecord::reports).orElse(List.of()))) {
            if (address instanceof ReportAddress.Mail one) {
                found.addAll(admitted(domain, one));
            }
        }
        return found.stream().distinct().limit(ReportAddress.MOST).toList();
    }

    /// The address itself, or what its domain wants instead, which must be on the same host: RFC 7489 §7.1.
    private List<ReportAddress.Mail> admitted(DomainName domain, ReportAddress.Mail wanted) throws NotNow {
        DomainName host = wanted.address().domain();
        if (suffixes.get().organisational(host).equals(suffixes.get().organisational(domain))) {
            return List.of(wanted);
        }
        switch (dns.txt(domain.ascii() + "._report._dmarc." + host.ascii())) {
            case Answer.Found<String>(var texts, var _) -> {
                if (texts.stream().noneMatch(text -> text.matches("(?s)\\s*v\\s*=\\s*DMARC1\\s*(;.*)?"))) {
                    return List.of();
                }
                List<ReportAddress.Mail> instead =
                        ReportAddress.parse(DmarcRecord.only(texts)
                                        .map(DmarcRecord::reports)
                                        .orElse(List.of()))
                                .stream()
                                .filter(ReportAddress.Mail.class::isInstance)
                                .map(ReportAddress.Mail.class::cast)
                                .filter(one -> one.address().domain().equals(host))
                                .toList();
                return instead.isEmpty() ? List.of(wanted) : instead;
            }
            case Answer.Failed<String> _ -> throw new NotNow();
            default -> {
                return List.of();
            }
        }
    }

    /// RFC 7489 §7.2.1.1.
    private static Letter letter(
            String id, DomainName submitter, LocalDate day, DomainName domain, List<EmailAddress> to, byte[] octets) {
        long begin = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        return new Letter(
                id,
                to,
                "Report Domain: " + domain.ascii() + " Submitter: " + submitter.ascii() + " Report-ID: <" + id + "@"
                        + submitter.ascii() + ">",
                List.of(),
                "multipart/mixed",
                "This is a report about messages that came to " + submitter.ascii() + " in the name of "
                        + domain.ascii() + "\non " + day
                        + " (UTC), as its DNS asks for. It is for programs: RFC 7489.\n",
                "application/gzip",
                submitter.ascii() + "!" + domain.ascii() + "!" + begin + "!" + (begin + 86_399) + "!"
                        + id.substring(id.lastIndexOf('-') + 1) + ".xml.gz",
                octets,
                false);
    }
}
