package org.tassis.admin.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/// The description of the API as one page, without a script: each path with what it takes and gives.
final class DescriptionPage {
    private final StringBuilder out = new StringBuilder();

    private DescriptionPage() {}

    static String of(Map<String, Object> document) {
        DescriptionPage page = new DescriptionPage();
        page.write(document);
        return page.out.toString();
    }

    private void write(Map<String, Object> document) {
        out.append("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>The API of Tassis</title>
                <link rel="stylesheet" href="/web/tassis.css">
                </head>
                <body>
                <main class="page">
                <h1>The API of Tassis</h1>
                <p>Send a token as <code>Authorization: Bearer TOKEN</code>; operators and domain administrators make
                one with <code>./tassis token add</code>. The same for programs:
                <a href="/api/v1/openapi.json">openapi.json</a>.</p>
                """);
        Map<?, ?> paths = map(document, "paths");
        for (Map.Entry<?, ?> path : paths.entrySet()) {
            for (Map.Entry<?, ?> verb : ((Map<?, ?>) path.getValue()).entrySet()) {
                operation(path.getKey().toString(), verb.getKey().toString(), (Map<?, ?>) verb.getValue());
            }
        }
        out.append("<h2>Values</h2>\n");
        map(map(document, "components"), "schemas").forEach((name, schema) -> {
            out.append("<h3 id=\"")
                    .append(safe(name))
                    .append("\">")
                    .append(safe(name))
                    .append("</h3>\n");
            schema((Map<?, ?>) schema);
        });
        out.append("</main>\n</body>\n</html>\n");
    }

    private void operation(String path, String verb, Map<?, ?> operation) {
        out.append("<h2><code>")
                .append(verb.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(safe(path))
                .append("</code></h2>\n<p>")
                .append(safe(operation.get("summary")));
        if (operation.get("description") instanceof String more) {
            out.append(' ').append(safe(more));
        }
        out.append("</p>\n");
        if (operation.get("parameters") instanceof List<?> parameters) {
            out.append("<ul>\n");
            for (Object one : parameters) {
                Map<?, ?> parameter = (Map<?, ?>) one;
                out.append("<li><code>").append(safe(parameter.get("name"))).append("</code>");
                if (parameter.get("description") instanceof String text) {
                    out.append(": ").append(safe(text));
                }
                out.append("</li>\n");
            }
            out.append("</ul>\n");
        }
        if (operation.get("requestBody") instanceof Map<?, ?> body) {
            content("Takes", map(body, "content"));
        }
        map(operation, "responses").forEach((status, response) -> {
            if (status.toString().startsWith("2") && ((Map<?, ?>) response).get("content") instanceof Map<?, ?> form) {
                content("Gives " + status, form);
            }
        });
    }

    private void content(String label, Map<?, ?> content) {
        out.append("<p>").append(label).append(": ");
        content.forEach((type, form) -> out.append(safe(type))
                .append(' ')
                .append(type(map((Map<?, ?>) form, "schema")))
                .append(' '));
        out.append("</p>\n");
    }

    private void schema(Map<?, ?> schema) {
        if (schema.get("description") instanceof String text) {
            out.append("<p>").append(safe(text)).append("</p>\n");
        }
        out.append("<ul>\n");
        map(schema, "properties").forEach((name, property) -> {
            out.append("<li><code>").append(safe(name)).append("</code> ").append(type((Map<?, ?>) property));
            if (((Map<?, ?>) property).get("description") instanceof String text) {
                out.append(": ").append(safe(text));
            }
            out.append("</li>\n");
        });
        out.append("</ul>\n");
    }

    private static String type(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            return "<a href=\"#" + safe(name) + "\">" + safe(name) + "</a>";
        }
        if (schema.get("anyOf") instanceof List<?> some) {
            return type((Map<?, ?>) some.getFirst()) + " or null";
        }
        if (schema.get("items") instanceof Map<?, ?> items) {
            return "list of " + type(items);
        }
        Object type = schema.get("type");
        return type instanceof List<?> several ? safe(several.getFirst()) + " or null" : type == null ? "" : safe(type);
    }

    private static Map<?, ?> map(Map<?, ?> from, String key) {
        return from.get(key) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static String safe(@Nullable Object text) {
        return HtmlUtils.htmlEscape(String.valueOf(text));
    }
}
