package org.tassis.mailflow.report.tls;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes a report as RFC 8460 §4.4 has it.
final class TlsReportText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private TlsReportText() {}

    /// @param id        of the report
    /// @param submitter who reports
    static byte[] write(String id, DomainName submitter, LocalDate day, List<Tally> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("organization-name", submitter.ascii());
            json.writeObjectPropertyStart("date-range");
            json.writeStringProperty("start-datetime", day + "T00:00:00Z"); // RFC 3339 §5.6
            json.writeStringProperty("end-datetime", day + "T23:59:59Z");
            json.writeEndObject();
            json.writeStringProperty("contact-info", "postmaster@" + submitter.ascii());
            json.writeStringProperty("report-id", id);
            json.writeArrayPropertyStart("policies");
            byPolicy(rows).values().forEach(some -> policy(json, some));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private record Row(TlsFacts facts, long count) {}

    private static Map<List<Object>, List<Row>> byPolicy(List<Tally> rows) {
        Map<List<Object>, List<Row>> policies = new LinkedHashMap<>();
        for (Tally tally : rows) {
            TlsFacts facts = TlsFacts.read(tally);
            policies.computeIfAbsent(facts.policy(), _ -> new ArrayList<>()).add(new Row(facts, tally.count()));
        }
        return policies;
    }

    private static void policy(JsonGenerator json, List<Row> rows) {
        TlsFacts policy = rows.getFirst().facts();
        json.writeStartObject();
        json.writeObjectPropertyStart("policy");
        json.writeStringProperty("policy-type", policy.policyKind());
        if (!policy.texts().isEmpty()) {
            strings(json, "policy-string", policy.texts());
        }
        json.writeStringProperty("policy-domain", policy.policyDomain());
        if (!policy.hosts().isEmpty()) {
            strings(json, "mx-host", policy.hosts());
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("summary");
        json.writeNumberProperty("total-successful-session-count", sum(rows, true));
        json.writeNumberProperty("total-failure-session-count", sum(rows, false));
        json.writeEndObject();
        if (rows.stream().anyMatch(row -> !row.facts().result().isEmpty())) {
            json.writeArrayPropertyStart("failure-details");
            rows.stream().filter(row -> !row.facts().result().isEmpty()).forEach(row -> failure(json, row));
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static long sum(List<Row> rows, boolean successful) {
        return rows.stream()
                .filter(row -> row.facts().result().isEmpty() == successful)
                .mapToLong(Row::count)
                .sum();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    private static void failure(JsonGenerator json, Row row) {
        TlsFacts facts = row.facts();
        json.writeStartObject();
        json.writeStringProperty("result-type", facts.result());
        optional(json, "sending-mta-ip", facts.sender());
        optional(json, "receiving-mx-hostname", facts.host());
        optional(json, "receiving-ip", facts.receiver());
        json.writeNumberProperty("failed-session-count", row.count());
        optional(json, "failure-reason-code", facts.reason());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
