package org.tassis.launcher.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The end of who typed a command: `POST /api/v1/commands`, docs/api.md.
public final class ControlClient {
    private static final int CONNECTING = 5_000;
    private static final JsonFactory JSON = new JsonFactory();

    private ControlClient() {}

    /// Runs a command inside the server that wrote `file`.
    ///
    /// @return its exit status, or nothing when no server answers there
    /// @throws IOException it answers something else, or ends amid its answer
    public static Optional<Integer> ask(Path file, List<String> words, byte[] input, OutputStream out, OutputStream err)
            throws IOException {
        String[] portAndKey;
        try {
            portAndKey = Files.readString(file).strip().split(" ", 2);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (portAndKey.length != 2) {
            return Optional.empty();
        }
        HttpURLConnection server;
        try {
            server = (HttpURLConnection) URI.create("http://"
                            + InetAddress.getLoopbackAddress().getHostAddress() + ":" + Integer.parseInt(portAndKey[0])
                            + "/api/v1/commands")
                    .toURL()
                    .openConnection(Proxy.NO_PROXY);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        byte[] body = body(words, input);
        server.setConnectTimeout(CONNECTING);
        server.setRequestMethod("POST");
        server.setDoOutput(true);
        server.setFixedLengthStreamingMode(body.length);
        server.setRequestProperty("Authorization", "Bearer " + portAndKey[1]);
        server.setRequestProperty("Content-Type", "application/json");
        try (OutputStream request = server.getOutputStream()) {
            request.write(body);
        } catch (ConnectException e) {
            return Optional.empty();
        }
        if (server.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the server named in " + file + " refuses the command (status "
                    + server.getResponseCode() + "); restart it if this happens again");
        }
        try (InputStream answer = server.getInputStream()) {
            return Optional.of(print(answer, out, err));
        }
    }

    private static byte[] body(List<String> words, byte[] input) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("words");
            words.forEach(json::writeString);
            json.writeEndArray();
            if (input.length > 0) {
                json.writeBinaryProperty("input", input);
            }
            json.writeEndObject();
        }
        return body.toByteArray();
    }

    /// @return the exit status
    private static int print(InputStream answer, OutputStream out, OutputStream err) throws IOException {
        OptionalInt status = OptionalInt.empty();
        try (JsonParser lines = JSON.createParser(ObjectReadContext.empty(), answer)) {
            while (lines.nextToken() == JsonToken.START_OBJECT) {
                while (lines.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = lines.currentName();
                    lines.nextToken();
                    if (name.equals("exit")) {
                        status = OptionalInt.of(lines.getIntValue());
                    } else {
                        OutputStream to = name.equals("err") ? err : out;
                        to.write(lines.getString().getBytes(StandardCharsets.UTF_8));
                        to.flush();
                    }
                }
            }
        }
        return status.orElseThrow(() -> new IOException("the server ended before the command did"));
    }
}
