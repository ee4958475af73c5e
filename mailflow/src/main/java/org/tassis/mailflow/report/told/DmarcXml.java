package org.tassis.mailflow.report.told;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.tassis.mailflow.report.Tally.Kind;

/// Reads an aggregate report: RFC 7489 appendix C, and RFC 9990, which has the same elements in a namespace. Nothing is
/// fetched, and no entity is expanded.
final class DmarcXml {
    private static final int MAX_DEPTH = 20;
    private static final XMLInputFactory FACTORY = factory();

    private DmarcXml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        return factory;
    }

    /// Facts of a row: reporter, source, disposition, DKIM and SPF as DMARC sees them, domain in From.
    ///
    /// @throws IOException it is no such report, or cannot be read
    static ToldReport read(InputStream in) throws IOException {
        try {
            // Names are ASCII in whatever encoding; octets that are none make the JDK's reader write to the error
            // output.
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            try {
                return read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw new IOException("no XML: " + e.getMessage(), e);
        } catch (RuntimeException e) { // the JDK's reader throws some of its own for broken documents
            throw new IOException("no XML", e);
        }
    }

    private static ToldReport read(XMLStreamReader xml) throws XMLStreamException, IOException {
        Deque<String> open = new ArrayDeque<>();
        Map<String, String> head = new HashMap<>();
        Map<String, String> record = new HashMap<>();
        List<Map<String, String>> records = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() >= MAX_DEPTH
                            || open.isEmpty() && !xml.getLocalName().equals("feedback")) {
                        throw new IOException("no aggregate report");
                    }
                    open.addLast(ToldReport.cut(xml.getLocalName()));
                    text.setLength(0);
                    if (open.size() == 2 && xml.getLocalName().equals("record")) {
                        record = new HashMap<>();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    int room = ToldReport.MAX_TEXT - text.length();
                    if (room > 0) {
                        String more = xml.getText();
                        text.append(more, 0, Math.min(room, more.length()));
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    String path = String.join("/", open);
                    boolean inRecord = path.startsWith("feedback/record/");
                    Map<String, String> where = inRecord ? record : head;
                    if (where.size() < 100) {
                        where.putIfAbsent(path, ToldReport.cut(text.toString()));
                    }
                    text.setLength(0);
                    if (path.equals("feedback/record") && records.size() < ToldReport.MOST_ROWS) {
                        records.add(record);
                    }
                    open.removeLast();
                }
                default -> {}
            }
        }
        return report(head, records);
    }

    private static ToldReport report(Map<String, String> head, List<Map<String, String>> records) throws IOException {
        String domain = head.getOrDefault("feedback/policy_published/domain", "");
        if (domain.isEmpty()) {
            throw new IOException("an aggregate report about no domain");
        }
        String reporter = head.getOrDefault("feedback/report_metadata/org_name", "");
        List<ToldReport.Row> rows = new ArrayList<>();
        for (Map<String, String> record : records) {
            String row = "feedback/record/row/";
            long count = ToldReport.count(record.getOrDefault(row + "count", "0"));
            if (count > 0) {
                rows.add(new ToldReport.Row(
                        domain,
                        List.of(
                                reporter,
                                record.getOrDefault(row + "source_ip", ""),
                                record.getOrDefault(row + "policy_evaluated/disposition", ""),
                                record.getOrDefault(row + "policy_evaluated/dkim", ""),
                                record.getOrDefault(row + "policy_evaluated/spf", ""),
                                record.getOrDefault("feedback/record/identifiers/header_from", "")),
                        count));
            }
        }
        return new ToldReport(
                Kind.DMARC_TOLD,
                reporter,
                head.getOrDefault("feedback/report_metadata/report_id", ""),
                ToldReport.seconds(head.getOrDefault("feedback/report_metadata/date_range/begin", "")),
                rows);
    }
}
