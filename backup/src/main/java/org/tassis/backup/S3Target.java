package org.tassis.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.tassis.core.Secret;

/// A bucket of a service that speaks the protocol of Amazon S3, asked with the bucket in the path, as all of
/// them understand. Each object is one request. What fails on the way, or because the service is busy, is
/// tried again a few times. Any thread.
public final class S3Target implements Target {
    private static final int ATTEMPTS = 5;
    private static final int LIST_MOST = 4 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final Place place;
    private final Optional<S3Signature> signature;
    private final InstantSource clock;
    private final Duration pause;
    private final HttpClient client;

    /// Where.
    ///
    /// @param endpoint `https://host` or `http://host:port`, without a path
    /// @param prefix   of all names, empty or ending with a slash
    public record Place(URI endpoint, String bucket, String prefix) {
        /// @param text `s3://bucket/prefix`
        public static Place of(String endpoint, String text) {
            String[] parts = text.substring("s3://".length()).split("/", 2);
            String prefix = parts.length < 2 ? "" : parts[1].replaceAll("/+$", "");
            return new Place(
                    URI.create(endpoint.replaceAll("/+$", "")), parts[0], prefix.isEmpty() ? "" : prefix + "/");
        }

        @Override
        public String toString() {
            return "s3://" + bucket + "/" + prefix;
        }
    }

    /// @param accessKey empty for requests that nobody signs
    /// @param pause     before something is tried again; doubles
    public S3Target(
            Place place, String region, String accessKey, Secret secretKey, InstantSource clock, Duration pause) {
        this.place = place;
        this.signature =
                accessKey.isEmpty() ? Optional.empty() : Optional.of(new S3Signature(region, accessKey, secretKey));
        this.clock = clock;
        this.pause = pause;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    @Override
    public String describe() {
        return place.toString();
    }

    private record Answer(int status, byte[] content) {}

    private Answer ask(String method, String name, Map<String, String> query, byte[] content, long atMost)
            throws IOException, InterruptedException {
        String path =
                "/" + place.bucket() + (name.isEmpty() ? "" : "/" + S3Signature.encode(place.prefix() + name, true));
        String authority = place.endpoint().getRawAuthority();
        URI uri = URI.create(place.endpoint().getScheme() + "://" + authority + path
                + (query.isEmpty() ? "" : "?" + S3Signature.query(query)));
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(ANSWER)
                    .method(
                            method,
                            content.length == 0 && !method.equals("PUT")
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(content));
            signature.ifPresent(sign -> sign.headers(method, authority, path, query, content, clock.instant())
                    .forEach(request::header));
            try {
                HttpResponse<InputStream> response =
                        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                byte[] body;
                try (InputStream in = response.body()) {
                    body = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, atMost + 1));
                }
                if (body.length > atMost) {
                    throw new TooLarge(name);
                }
                boolean again = response.statusCode() >= 500 || response.statusCode() == 429;
                if (!again || attempt == ATTEMPTS) {
                    return new Answer(response.statusCode(), body);
                }
            } catch (TooLarge e) {
                throw e;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(
                            "the object store " + place.endpoint() + " does not answer (" + e + "): see that it runs,"
                                    + " and backup.s3-endpoint",
                            e);
                }
            }
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            wait = wait.multipliedBy(2);
        }
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(String name) {
            super(name + " is larger than such an object can be");
        }
    }

    /// The service's own words, and what to look at.
    private IOException refused(String what, Answer answer) {
        String body = new String(answer.content(), StandardCharsets.UTF_8);
        String code = between(body, "<Code>", "</Code>");
        String remedy =
                switch (code) {
                    case "NoSuchBucket" -> "make the bucket " + place.bucket() + ", or see backup.target";
                    case "InvalidAccessKeyId" -> "see backup.s3-access-key";
                    case "SignatureDoesNotMatch" -> "see backup.s3-secret-key-file and backup.s3-region";
                    case "AccessDenied" ->
                        "see that this key may list, read, write and delete objects of the bucket " + place.bucket();
                    case "RequestTimeTooSkewed" -> "set the clock of this machine right";
                    default ->
                        answer.status() == 507 || code.contains("Quota") || code.contains("Full")
                                ? "the store is full: free space there, or keep fewer backups (backup.keep-daily,"
                                        + " backup.keep-weekly)"
                                : "see backup.target and backup.s3-endpoint";
                };
        return new IOException(what + " " + place + " was refused with " + answer.status()
                + (code.isEmpty() ? "" : " " + code + ": " + between(body, "<Message>", "</Message>")) + "; " + remedy);
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        int to = from < 0 ? -1 : text.indexOf(end, from);
        return to < 0 ? "" : text.substring(from + start.length(), Math.min(to, from + start.length() + 300));
    }

    @Override
    public void put(String name, byte[] octets) throws IOException, InterruptedException {
        Answer answer = ask("PUT", name, Map.of(), octets, LIST_MOST);
        if (answer.status() != 200) {
            throw refused("writing " + name + " to", answer);
        }
    }

    @Override
    public Optional<byte[]> get(String name, int atMost) throws IOException, InterruptedException {
        Answer answer = ask("GET", name, Map.of(), new byte[0], Math.max(atMost, LIST_MOST));
        if (answer.status() == 404 && !new String(answer.content(), StandardCharsets.UTF_8).contains("NoSuchBucket")) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw refused("reading " + name + " from", answer);
        }
        return Optional.of(answer.content());
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) throws IOException, InterruptedException {
        String next = "";
        do {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("list-type", "2");
            query.put("prefix", place.prefix() + prefix);
            if (!next.isEmpty()) {
                query.put("continuation-token", next);
            }
            Answer answer = ask("GET", "", query, new byte[0], LIST_MOST);
            if (answer.status() != 200) {
                throw refused("listing", answer);
            }
            next = page(answer.content(), each);
        } while (!next.isEmpty());
    }

    /// @return what to ask on with; empty when that was all
    private String page(byte[] xml, Consumer<Listed> each) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            String next = "";
            String key = "";
            String modified = "";
            String size = "";
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "Key" -> key = reader.getElementText();
                        case "LastModified" -> modified = reader.getElementText();
                        case "Size" -> size = reader.getElementText();
                        case "NextContinuationToken" -> next = reader.getElementText();
                        default -> {
                            // not needed
                        }
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("Contents")
                        && key.startsWith(place.prefix())) {
                    each.accept(new Listed(
                            key.substring(place.prefix().length()), Long.parseLong(size), Instant.parse(modified)));
                }
            }
            return next;
        } catch (XMLStreamException | NumberFormatException | DateTimeException e) {
            throw new IOException(
                    "the object store " + place.endpoint() + " answered with a list that makes no sense", e);
        }
    }

    @Override
    public void delete(String name) throws IOException, InterruptedException {
        Answer answer = ask("DELETE", name, Map.of(), new byte[0], LIST_MOST);
        if (answer.status() != 204 && answer.status() != 200 && answer.status() != 404) {
            throw refused("deleting " + name + " from", answer);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
