package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Keeps cookies, follows nothing, runs no script.
final class PageBrowser {
    private final Map<String, String> cookies = new ConcurrentHashMap<>();
    private final HttpClient client;
    private final IntSupplier port;

    PageBrowser(HttpClient client, IntSupplier port) {
        this.client = client;
        this.port = port;
    }

    /// @param headers name, value, name, value ...
    HttpResponse<String> get(String path, String... headers) throws Exception {
        return kept(client.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString()));
    }

    /// As they come; nothing is unpacked.
    HttpResponse<byte[]> octets(String path, String... headers) throws Exception {
        return client.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /// What does not end by itself. To be closed.
    CompletableFuture<HttpResponse<InputStream>> open(String path) {
        return client.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    void setCookie(String name, String value) {
        cookies.put(name, value);
    }

    /// A page that is there, without a text that is missing.
    String page(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.body()).doesNotContain("??", " style=", "<script>");
        return response.body();
    }

    /// A form that has no token unless `body` holds one.
    HttpResponse<String> plainPost(String path, String body) throws Exception {
        return kept(client.send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /// Sends a form with the token of a page as it was answered.
    HttpResponse<String> post(String path, HttpResponse<String> page, String... fields) throws Exception {
        return post(path, page.body(), fields);
    }

    /// Sends a form with the token of a page.
    ///
    /// @param fields name, value, name, value ...
    HttpResponse<String> post(String path, String page, String... fields) throws Exception {
        StringBuilder body = new StringBuilder();
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
        if (token.find()) {
            body.append("_csrf=").append(URLEncoder.encode(token.group(1), StandardCharsets.UTF_8));
        }
        for (int i = 0; i < fields.length; i += 2) {
            body.append('&')
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return plainPost(path, body.toString());
    }

    /// Sends a form with a file.
    HttpResponse<String> upload(String path, String page, String field, String file, byte[] octets) throws Exception {
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).isTrue();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--border\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token.group(1)
                        + "\r\n--border\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\""
                        + file
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(octets);
        body.writeBytes("\r\n--border--\r\n".getBytes(StandardCharsets.UTF_8));
        return kept(client.send(
                request(path)
                        .header("Content-Type", "multipart/form-data; boundary=border")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /// Begins to send a form with files, and sends no more than its head.
    ///
    /// @param length of the body, as it is told; negative: it is not told
    /// @return the status of the answer that comes nevertheless
    int begin(String path, long length) throws Exception {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost:" + port.getAsInt() + "\r\nCookie: " + cookies()
                + "\r\nContent-Type: multipart/form-data; boundary=border\r\n"
                + (length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + length) + "\r\n\r\n";
        try (Socket socket = client.sslContext().getSocketFactory().createSocket("localhost", port.getAsInt())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(status.split(" ", 3)[1]);
        }
    }

    /// Sends a form as a browser would that has the page before it, and goes where that leads.
    ///
    /// @return the page that is seen then
    String submit(String path, String from, String... fields) throws Exception {
        HttpResponse<String> response = post(path, page(from), fields);
        assertThat(response.statusCode()).as(response.body()).isIn(200, 302);
        return response.statusCode() == 200
                ? response.body()
                : page(response.headers().firstValue("Location").orElseThrow());
    }

    HttpResponse<String> login(String login, String password, String... fields) throws Exception {
        String[] all = new String[fields.length + 4];
        System.arraycopy(fields, 0, all, 4, fields.length);
        all[0] = "login";
        all[1] = login;
        all[2] = "password";
        all[3] = password;
        HttpResponse<String> response = post("/login", get("/login").body(), all);
        assertThat(response.statusCode()).isEqualTo(302);
        return response;
    }

    /// Where an answer leads: as it is told, less the server itself.
    static String location(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Location")
                .map(location -> location.replaceFirst("^https://localhost:[0-9]+", ""))
                .orElse("none " + response.body());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        URI uri = URI.create("https://localhost:" + port.getAsInt()).resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies());
        }
        return request;
    }

    private String cookies() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private HttpResponse<String> kept(HttpResponse<String> response) {
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";", 2)[0];
            cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return response;
    }
}
