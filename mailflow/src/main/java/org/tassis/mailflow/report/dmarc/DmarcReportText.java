package org.tassis.mailflow.report.dmarc;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.tassis.core.DomainName;

/// Writes a report as RFC 7489 appendix C has it. For one report and one thread.
final class DmarcReportText {
    private final XMLStreamWriter xml;

    private DmarcReportText(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /// @param count messages
    record Row(DmarcFacts facts, long count) {}

    /// @param rows all with the same policy, at least one
    static byte[] write(String id, DomainName submitter, LocalDate day, DomainName domain, List<Row> rows) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            new DmarcReportText(xml).report(id, submitter, day, domain, rows);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a report cannot be written to memory", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void report(String id, DomainName submitter, LocalDate day, DomainName domain, List<Row> rows)
            throws XMLStreamException {
        long begin = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        open("feedback");
        element("version", "1.0");
        open("report_metadata");
        element("org_name", submitter.ascii());
        element("email", "postmaster@" + submitter.ascii());
        element("report_id", id);
        open("date_range");
        element("begin", Long.toString(begin));
        element("end", Long.toString(begin + 86_399));
        close();
        close();
        open("policy_published");
        element("domain", domain.ascii());
        String policy = rows.getFirst().facts().policy();
        for (String tag : List.of("adkim", "aspf", "p", "sp", "np", "pct")) {
            for (String one : policy.split(" ")) {
                if (one.startsWith(tag + "=")) {
                    element(tag, one.substring(tag.length() + 1));
                }
            }
        }
        close();
        for (Row row : rows) {
            row(row);
        }
        close();
    }

    private void row(Row row) throws XMLStreamException {
        DmarcFacts facts = row.facts();
        open("record");
        open("row");
        element("source_ip", facts.source());
        element("count", Long.toString(row.count()));
        open("policy_evaluated");
        element("disposition", facts.disposition());
        element("dkim", facts.dkim());
        element("spf", facts.spf());
        if (!facts.override().isEmpty()) {
            open("reason");
            element("type", facts.override());
            close();
        }
        close();
        close();
        open("identifiers");
        element("envelope_from", facts.envelopeFrom());
        element("header_from", facts.headerFrom());
        close();
        open("auth_results");
        for (DmarcFacts.Checked signature : facts.signatures()) {
            open("dkim");
            element("domain", signature.domain());
            element("selector", signature.detail());
            element("result", signature.result());
            close();
        }
        open("spf");
        element("domain", facts.spfDomain().domain());
        element("scope", facts.spfDomain().detail());
        element("result", facts.spfDomain().result());
        close();
        close();
        close();
    }

    private void open(String name) throws XMLStreamException {
        xml.writeStartElement(name);
    }

    private void close() throws XMLStreamException {
        xml.writeEndElement();
    }

    /// Names are ASCII; what others wrote instead of one must not break the document.
    private void element(String name, String text) throws XMLStreamException {
        open(name);
        xml.writeCharacters(text.replaceAll("[^ -~]", "?"));
        close();
    }
}
