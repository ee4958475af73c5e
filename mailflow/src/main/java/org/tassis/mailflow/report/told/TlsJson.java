package org.tassis.mailflow.report.told;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tassis.mailflow.report.Tally.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads a report about TLS: RFC 8460 §4.4. What is not known is passed over.
final class TlsJson {
    private static final int MOST_NAMES = 50;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxStringLength(20_000)
                    .maxNameLength(1000)
                    .maxNumberLength(20)
                    .maxDocumentLength(Unpacking.MOST)
                    .build())
            .build();

    private TlsJson() {}

    /// Facts of a row: reporter, kind of policy, domain of the policy, result (empty for connections without a
    /// problem), server, its address, reason.
    ///
    /// @throws IOException it is no such report, or cannot be read
    static ToldReport read(InputStream in) throws IOException {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no report about TLS");
            }
            return report(json);
        } catch (JacksonException e) {
            throw new IOException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ToldReport report(JsonParser json) throws IOException {
        Map<String, String> head = new HashMap<>();
        List<Map<String, String>> failures = new ArrayList<>();
        boolean policies = false;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("policies") && value == JsonToken.START_ARRAY) {
                policies = true;
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    policy(json, failures);
                }
            } else {
                texts(json, name, value, head);
            }
        }
        if (!policies) {
            throw new IOException("no report about TLS");
        }
        String reporter = head.getOrDefault("organization-name", "");
        List<ToldReport.Row> rows = new ArrayList<>();
        for (Map<String, String> row : failures) {
            long count = ToldReport.count(row.getOrDefault("failed-session-count", "0"));
            if (count > 0) {
                rows.add(new ToldReport.Row(
                        row.getOrDefault("policy.policy-domain", ""),
                        List.of(
                                reporter,
                                row.getOrDefault("policy.policy-type", ""),
                                row.getOrDefault("policy.policy-domain", ""),
                                row.getOrDefault("result-type", ""),
                                row.getOrDefault("receiving-mx-hostname", ""),
                                row.getOrDefault("receiving-ip", ""),
                                row.getOrDefault("failure-reason-code", "")),
                        count));
            }
        }
        return new ToldReport(
                Kind.TLS_TOLD,
                reporter,
                head.getOrDefault("report-id", ""),
                time(head.getOrDefault("date-range.start-datetime", "")),
                rows);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /// One entry of `policies`: its failures, and its good connections as one more without a result.
    private static void policy(JsonParser json, List<Map<String, String>> failures) {
        Map<String, String> policy = new HashMap<>();
        List<Map<String, String>> details = new ArrayList<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("failure-details") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    Map<String, String> detail = new HashMap<>();
                    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                        texts(json, json.currentName(), json.nextToken(), detail);
                    }
                    if (details.size() < ToldReport.MOST_ROWS) {
                        details.add(detail);
                    }
                }
            } else {
                texts(json, name, value, policy);
            }
        }
        Map<String, String> good = new HashMap<>();
        good.put("failed-session-count", policy.getOrDefault("summary.total-successful-session-count", "0"));
        details.add(good);
        for (Map<String, String> detail : details) {
            if (failures.size() < ToldReport.MOST_ROWS) {
                Map<String, String> row = new HashMap<>(detail);
                row.putAll(policy);
                failures.add(row);
            }
        }
    }

    /// A text or number, or those in an object, by their names with dots; arrays are passed over.
    private static void texts(JsonParser json, String name, JsonToken value, Map<String, String> found) {
        switch (value) {
            case START_OBJECT -> {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    texts(json, name + "." + json.currentName(), json.nextToken(), found);
                }
            }
            case START_ARRAY -> json.skipChildren();
            case VALUE_STRING, VALUE_NUMBER_INT -> {
                if (found.size() < MOST_NAMES) {
                    found.putIfAbsent(ToldReport.cut(name), ToldReport.cut(json.getString()));
                }
            }
            default -> {}
        }
    }
}
