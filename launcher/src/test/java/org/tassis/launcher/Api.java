package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program that uses the API, with one token.
final class Api {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client;
    private final URI root;
    private final String token;
    private final Consumer<Exchange> watcher;

    /// What was asked and answered.
    record Exchange(String method, String path, String body, HttpResponse<String> response) {}

    Api(HttpClient client, int port, String token, Consumer<Exchange> watcher) {
        this.client = client;
        this.root = URI.create("https://localhost:" + port);
        this.token = token;
        this.watcher = watcher;
    }

    Api with(String other) {
        return new Api(client, root.getPort(), other, watcher);
    }

    HttpResponse<String> call(String method, String path, String body) throws Exception {
        return call(method, path, "application/json", body);
    }

    HttpResponse<String> call(String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        watcher.accept(new Exchange(method, path, body, response));
        return response;
    }

    /// What comes back with that status.
    JsonNode json(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isEqualTo(status);
        return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }

    JsonNode get(String path) throws Exception {
        return json(200, "GET", path, "");
    }

    JsonNode post(String path, String body) throws Exception {
        return json(201, "POST", path, body);
    }

    /// The problem that a request ends with.
    JsonNode refused(int status, String kind, String method, String path, String body) throws Exception {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("type").asString()).isEqualTo("/api/v1/problems/" + kind);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asString()).endsWith(".");
        return problem;
    }

    static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asString());
    }
}
