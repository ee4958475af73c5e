package org.tassis.mailflow.report.tls;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.mail.Letter;
import org.tassis.mailflow.report.mail.ReportAddress;
import org.tassis.mailflow.report.mail.ReportId;
import org.tassis.mailflow.report.mail.ReportMail;
import org.tassis.mailflow.report.mail.ReportPost;
import org.tassis.mailflow.report.mail.ReportSource;
import org.tassis.mailflow.report.mail.Zipped;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;

/// Reports about TLS to domains that ask for them at `_smtp._tls`: RFC 8460 §3 to §5. By mail to all addresses at once,
/// and to each web server. The report is sent when one of them took it. Any thread; blocks.
public final class TlsReports implements ReportSource {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReports.class);
    private static final Pattern RECORD = Pattern.compile("v=TLSRPTv1\\s*;(.*)", Pattern.DOTALL);
    private static final String TYPE = "application/tlsrpt+gzip";
    private static final int MOST_ROWS = 2000;

    private final Dns dns;
    private final ReportMail mail;
    private final ReportPost post;

    public TlsReports(Dns dns, ReportMail mail, ReportPost post) {
        this.dns = dns;
        this.mail = mail;
        this.post = post;
    }

    @Override
    public Tally.Kind kind() {
        return Tally.Kind.TLS_SEEN;
    }

    @Override
    public Ending report(LocalDate day, DomainName domain, List<Tally> rows) throws IOException {
        List<ReportAddress> wanted;
        switch (dns.txt("_smtp._tls." + domain.ascii())) {
            case Answer.Found<String>(var texts, var _) -> wanted = addresses(texts);
            case Answer.Failed<String> _ -> {
                return Ending.LATER;
            }
            default -> wanted = List.of();
        }
        if (wanted.isEmpty()) {
            return Ending.NOT_WANTED;
        }
        Optional<DomainName> submitter = mail.submitter();
        if (submitter.isEmpty()) {
            return Ending.NOT_WANTED;
        }
        String id = ReportId.of("tls", day, domain, rows);
        byte[] octets = Zipped.gzip(TlsReportText.write(
                id + "@" + submitter.get().ascii(),
                submitter.get(),
                day,
                rows.subList(0, Math.min(rows.size(), MOST_ROWS))));
        boolean sent = false;
        List<EmailAddress> to = new ArrayList<>();
        for (ReportAddress address : wanted) {
            switch (address) {
                case ReportAddress.Mail one -> to.add(one.address());
                case ReportAddress.Web(var uri) -> {
                    try {
                        post.post(uri, TYPE, octets);
                        sent = true;
                    } catch (IOException e) {
                        LOG.info("the report about TLS to {} was not taken: {}", domain, e.getMessage());
                    }
                }
            }
        }
        if (!to.isEmpty()) {
            sent |= mail.send(letter(id, submitter.get(), day, domain, to, octets));
        }
        return sent ? Ending.SENT : Ending.LATER;
    }

    /// RFC 8460 §3: exactly one record counts.
    static List<ReportAddress> addresses(List<String> texts) {
        List<String> ours =
                texts.stream().filter(text -> text.startsWith("v=TLSRPTv1")).toList();
        if (ours.size() != 1) {
            return List.of();
        }
        Matcher record = RECORD.matcher(ours.getFirst());
        if (!record.matches()) {
            return List.of();
        }
        for (String tag : record.group(1).split(";")) {
            String[] parts = tag.split("=", 2);
            if (parts.length == 2 && parts[0].strip().equals("rua")) {
                return ReportAddress.parse(Arrays.asList(parts[1].split(",")));
            }
        }
        return List.of();
    }

    /// RFC 8460 §5.3.
    private static Letter letter(
            String id, DomainName submitter, LocalDate day, DomainName domain, List<EmailAddress> to, byte[] octets) {
        long begin = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        return new Letter(
                id,
                to,
                "Report Domain: " + domain.ascii() + " Submitter: " + submitter.ascii() + " Report-ID: <" + id + "@"
                        + submitter.ascii() + ">",
                List.of(
                        "TLS-Report-Domain: " + domain.ascii() + "\r\n",
                        "TLS-Report-Submitter: " + submitter.ascii() + "\r\n",
                        "TLS-Required: No\r\n"), // RFC 8689 §5
                "multipart/report; report-type=\"tlsrpt\"",
                "This is a report about TLS on connections from " + submitter.ascii() + " to the mail servers\n"
                        + "of " + domain.ascii() + " on " + day + " (UTC), as its DNS asks for. It is for programs: RFC"
                        + " 8460.\n",
                TYPE,
                submitter.ascii() + "!" + domain.ascii() + "!" + begin + "!" + (begin + 86_399) + ".json.gz",
                octets,
                true);
    }
}
