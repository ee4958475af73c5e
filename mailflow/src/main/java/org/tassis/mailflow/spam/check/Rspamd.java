package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.message.MessageContent;

/// Asks Rspamd what it thinks of a message, by its HTTP protocol: <https://docs.rspamd.com/developers/protocol/>,
/// `/checkv2`. Its action becomes one score; its own threshold for refusing counts as much as two of ours for Junk.
public final class Rspamd implements Scanner {
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final double REJECT = 10;
    private static final double SUSPICIOUS = 5;

    private final ScannerSettings settings;
    private final URI uri;
    private final HttpClient client;

    public Rspamd(ScannerSettings settings) {
        this.settings = settings;
        this.uri = URI.create("http://" + settings.address() + "/checkv2");
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .connectTimeout(settings.timeLimit())
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    @Override
    public String name() {
        return "rspamd";
    }

    @Override
    public ScannerSettings settings() {
        return settings;
    }

    @Override
    public Finding ask(Reception reception, MessageContent content, Cancellation cancellation) throws IOException {
        Thread asking = Thread.currentThread(); // others read the message for it
        cancellation.by(asking::interrupt);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.timeLimit())
                .header("IP", reception.client().address().getHostAddress())
                .header("Queue-Id", reception.id())
                .POST(BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> {
                            try {
                                return content.open();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }),
                        content.size()));
        reception.client().helo().map(ClamAv::printable).ifPresent(helo -> request.header("Helo", helo));
        request.header("From", reception.sender().map(Rspamd::ascii).orElse("<>"));
        for (Recipient recipient : reception.recipients()) {
            request.header("Rcpt", ascii(recipient.address()));
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            byte[] octets = body.readNBytes(LONGEST_ANSWER + 1);
            if (octets.length > LONGEST_ANSWER) {
                throw new IOException("an answer of more than " + LONGEST_ANSWER + " octets");
            }
            return finding(FlatJson.parse(new String(octets, StandardCharsets.UTF_8)));
        }
    }

    private static String ascii(EmailAddress address) {
        return ClamAv.printable(address.toString());
    }

    private static Finding finding(Map<String, String> answer) throws IOException {
        Optional<Double> score = number(answer, "score");
        Optional<Double> required = number(answer, "required_score");
        String action = answer.getOrDefault("action", "");
        if (score.isEmpty() || action.isEmpty()) {
            throw new IOException("an answer without score and action");
        }
        double weight =
                switch (action) {
                    case "reject" -> REJECT;
                    case "add header", "rewrite subject", "quarantine" -> SUSPICIOUS;
                    default ->
                        required.filter(most -> most > 0)
                                .map(most -> Math.clamp(score.get() / most * REJECT, -2.0, SUSPICIOUS - 1))
                                .orElse(0.0);
                };
        return new Finding.Opinion(weight, ClamAv.printable(action) + String.format(Locale.ROOT, " %.1f", score.get()));
    }

    private static Optional<Double> number(Map<String, String> answer, String name) {
        String text = answer.getOrDefault(name, "");
        return text.matches("-?[0-9]{1,9}([.][0-9]{1,20})?(e[+-]?[0-9]{1,2})?")
                ? Optional.of(Double.parseDouble(text))
                : Optional.empty();
    }
}
