package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The served description, held against what is really asked and answered: every answer must be as it says,
/// and every body that was accepted must be one that it allows.
final class ApiDescription {
    private final JsonNode document;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    ApiDescription(JsonNode document) {
        this.document = document;
    }

    /// `GET /api/v1/mailboxes`, and so on.
    Set<String> operations() {
        Set<String> all = new TreeSet<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(verb -> all.add(verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return all;
    }

    /// Those that answered with success.
    Set<String> seen() {
        return seen;
    }

    void check(Api.Exchange exchange) {
        String path = exchange.path().replaceAll("[?].*", "");
        for (String operation : operations()) {
            String[] parts = operation.split(" ", 2);
            if (parts[0].equals(exchange.method()) && isMeant(parts[1], path)) {
                check(exchange, operation, document.get("paths").get(parts[1]).get(parts[0].toLowerCase(Locale.ROOT)));
                return;
            }
        }
        assertThat(exchange.response().statusCode())
                .as("%s %s is not described", exchange.method(), path)
                .isIn(401, 404, 405);
    }

    private boolean isMeant(String template, String path) {
        if (!document.get("paths").has(path)) {
            return path.matches(Pattern.compile("\\{[^}]+}").matcher(template).replaceAll("[^/]+"));
        }
        return template.equals(path);
    }

    private void check(Api.Exchange exchange, String operation, JsonNode described) {
        int status = exchange.response().statusCode();
        JsonNode responses = described.get("responses");
        JsonNode answer = responses.get(Integer.toString(status));
        if (answer == null) {
            answer = responses.get(status / 100 + "XX");
        }
        assertThat(answer)
                .as("%s answered %s, which is not described", operation, status)
                .isNotNull();
        String type = exchange.response()
                .headers()
                .firstValue("Content-Type")
                .orElse("")
                .replaceAll(";.*", "");
        JsonNode content = answer.get("content");
        if (content == null) {
            assertThat(exchange.response().body()).as(operation).isEmpty();
        } else {
            assertThat(content.has(type))
                    .as("%s answered with %s", operation, type)
                    .isTrue();
            if (type.endsWith("json") && !operation.endsWith("/openapi.json")) {
                check(
                        content.get(type).get("schema"),
                        Api.JSON.readTree(exchange.response().body()),
                        operation + " answer");
            }
        }
        if (status < 300) {
            seen.add(operation);
            if (status == 201) {
                assertThat(exchange.response().headers().firstValue("Location"))
                        .as(operation)
                        .isPresent();
            }
            JsonNode body = described.get("requestBody");
            assertThat(exchange.body().isEmpty()).as("%s body", operation).isEqualTo(body == null);
            if (body != null && body.get("content").has("application/json")) {
                check(
                        body.get("content").get("application/json").get("schema"),
                        Api.JSON.readTree(exchange.body()),
                        operation + " body");
            }
        }
    }

    private void check(JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asString().replace("#/components/schemas/", "");
            check(document.get("components").get("schemas").get(name), value, where);
            return;
        }
        if (schema.has("anyOf")) {
            if (!value.isNull()) {
                check(schema.get("anyOf").get(0), value, where);
            }
            return;
        }
        List<String> types = new ArrayList<>();
        if (schema.get("type").isArray()) {
            schema.get("type").forEach(type -> types.add(type.asString()));
        } else {
            types.add(schema.get("type").asString());
        }
        String found = value.isNull()
                ? "null"
                : value.isObject()
                        ? "object"
                        : value.isArray()
                                ? "array"
                                : value.isBoolean() ? "boolean" : value.isIntegralNumber() ? "integer" : "string";
        assertThat(types).as("%s: %s", where, value).contains(found);
        if (schema.has("enum") && !value.isNull()) {
            List<String> words = new ArrayList<>();
            schema.get("enum").forEach(word -> words.add(word.asString()));
            assertThat(words).as(where).contains(value.asString());
        }
        if (schema.has("pattern") && value.isString()) {
            assertThat(value.asString()).as(where).matches(schema.get("pattern").asString());
        }
        if (schema.has("format") && schema.get("format").asString().equals("date-time") && value.isString()) {
            assertThat(Instant.parse(value.asString())).isNotNull();
        }
        if (value.isArray()) {
            value.forEach(item -> check(schema.get("items"), item, where + "[]"));
        }
        if (value.isObject() && schema.has("properties")) {
            if (schema.has("required")) {
                schema.get("required").forEach(name -> assertThat(value.has(name.asString()))
                        .as("%s.%s is there", where, name.asString())
                        .isTrue());
            }
            value.properties().forEach(field -> {
                JsonNode property = schema.get("properties").get(field.getKey());
                assertThat(property)
                        .as("%s.%s is described", where, field.getKey())
                        .isNotNull();
                check(property, field.getValue(), where + "." + field.getKey());
            });
        }
    }
}
