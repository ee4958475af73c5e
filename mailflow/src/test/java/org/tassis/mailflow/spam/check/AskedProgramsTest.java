package org.tassis.mailflow.spam.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.spam.check.Scanner.ScannerSettings;
import org.tassis.mailflow.spam.check.Scanner.WhenDown;
import org.tassis.message.Spool;

/// Other programs that judge mail, played by scripted servers.
@Timeout(60)
class AskedProgramsTest extends FilteredFlow {
    private static ScannerSettings to(ScriptedServer server, WhenDown whenDown) {
        return new ScannerSettings(server.address(), Duration.ofMillis(1500), whenDown);
    }

    /// What clamd reads, by its protocol.
    private static byte[] instream(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        assertThat(in.readNBytes(10)).isEqualTo("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            octets.write(in.readNBytes(length));
        }
        return octets.toByteArray();
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private Delivery scanned(ScriptedServer.Script script, WhenDown whenDown, String body) {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return send(
                    flow(Optional.of(new ClamAv(to(server, whenDown))), Optional.empty()),
                    STRANGER,
                    "a@b.example",
                    plain(body),
                    "ann");
        }
    }

    @Test
    void aVirusIsRefusedWithItsName() {
        List<byte[]> seen = new ArrayList<>();
        String body = "x".repeat(60) + "\n";
        Delivery found = scanned(
                client -> {
                    seen.add(instream(client));
                    say(client, "stream: Eicar-\u00e9-Signature FOUND\0");
                },
                WhenDown.ACCEPT,
                body.repeat(5000));
        assertThat(refusal(found)).isEqualTo(new Refusal.Virus("Eicar-?-Signature"));
        assertThat(seen.getFirst()).hasSizeGreaterThan(300_000);
        Delivery clean = scanned(
                client -> {
                    instream(client);
                    say(client, "stream: OK\0");
                },
                WhenDown.DEFER,
                body);
        assertThat(clean).isInstanceOf(Delivery.Accepted.class);
    }

    @Test
    void whatAScannerThatIsDownMeansIsTheOperatorsChoice() {
        CountDownLatch over = new CountDownLatch(1);
        Map<String, ScriptedServer.Script> scripts = new HashMap<>();
        scripts.put("slow", client -> {
            instream(client);
            over.await();
        });
        scripts.put("closed at once", _ -> {});
        scripts.put(
                "closed within the message", client -> client.getInputStream().readNBytes(2000));
        scripts.put("nonsense", client -> {
            instream(client);
            say(client, "hello\0");
        });
        scripts.put("endless", client -> {
            instream(client);
            while (true) {
                say(client, "x".repeat(10_000));
            }
        });
        scripts.put("too large", client -> {
            client.getInputStream().readNBytes(2000);
            say(client, "INSTREAM size limit exceeded. ERROR\0");
        });
        String body = ("y".repeat(70) + "\n").repeat(3000);
        scripts.forEach((name, script) -> {
            long start = System.nanoTime();
            assertThat(scanned(script, WhenDown.ACCEPT, body)).as(name).isInstanceOf(Delivery.Accepted.class);
            assertThat(refusal(scanned(script, WhenDown.DEFER, body))).as(name).isEqualTo(new Refusal.CheckDown());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(Duration.ofSeconds(10));
        });
        over.countDown();
        Scanner nobody = new ClamAv(new ScannerSettings("127.0.0.1:1", Duration.ofSeconds(2), WhenDown.DEFER));
        assertThat(refusal(
                        send(flow(Optional.of(nobody), Optional.empty()), STRANGER, "a@b.example", plain("x"), "ann")))
                .isEqualTo(new Refusal.CheckDown());
    }

    /// Giving a slow program up must not close the file of a large message.
    @Test
    void aLargeMessageSurvivesAScannerThatReadsSlowly(@TempDir Path directory) throws Exception {
        byte[] octets = ("From: a@b.example\r\nSubject: s\r\n\r\n" + ("z".repeat(70) + "\r\n").repeat(30_000))
                .getBytes(StandardCharsets.US_ASCII);
        CountDownLatch over = new CountDownLatch(1);
        try (Spool spool = new Spool(directory, 1000);
                ScriptedServer server = new ScriptedServer(client -> {
                    client.getInputStream().readNBytes(100);
                    over.await();
                })) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            assertThat(send(
                            flow(Optional.of(new ClamAv(to(server, WhenDown.ACCEPT))), Optional.empty()),
                            STRANGER,
                            "a@b.example",
                            spool,
                            "ann"))
                    .isInstanceOf(Delivery.Accepted.class);
            assertThat(count(ANN, "INBOX")).isEqualTo(1);
        } finally {
            over.countDown();
        }
    }

    /// Reads a request, answers with a status and a text.
    private static ScriptedServer.Script http(String status, String answer, List<String> requests) {
        return client -> {
            InputStream in = client.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.read());
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int length = Integer.parseInt(text.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            in.readNBytes(length);
            requests.add(text);
            say(
                    client,
                    "HTTP/1.1 " + status + "\r\nContent-Length: " + answer.getBytes(StandardCharsets.UTF_8).length
                            + "\r\n\r\n" + answer);
        };
    }

    private Delivery judged(ScriptedServer.Script script, WhenDown whenDown) {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return send(
                    flow(Optional.empty(), Optional.of(new Rspamd(to(server, whenDown)))),
                    STRANGER,
                    "a@b.example",
                    plain("hello"),
                    "ann",
                    "ben");
        }
    }

    private static String answer(String action, double score) {
        return "{\"is_skipped\":false,\"score\":" + score + ",\"required_score\":15.0,\"symbols\":{\"X\":{\"name\":"
                + "\"X\",\"score\":99.0,\"options\":[\"}\",\"\\\"{\"]}},\"messages\":{},\"action\":\"" + action
                + "\",\"urls\":[]}";
    }

    @Test
    void rspamdIsOneScoreAmongOthers() {
        List<String> requests = new ArrayList<>();
        judged(http("200 OK", answer("no action", 3), requests), WhenDown.DEFER);
        assertThat(kept(ANN, "INBOX").scores().getFirst().toString()).contains("rspamd", "2.0", "no action 3.0");
        assertThat(requests.getFirst().lines().map(line -> line.toLowerCase(Locale.ROOT)))
                .contains(
                        "post /checkv2 http/1.1",
                        "ip: 198.51.100.66",
                        "helo: mail.b.example",
                        "from: a@b.example",
                        "rcpt: ann@example.org",
                        "rcpt: ben@example.org");
        judged(http("200 OK", answer("add header", 7), requests), WhenDown.DEFER);
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        points = 6;
        assertThat(refusal(judged(http("200 OK", answer("reject", 22), requests), WhenDown.DEFER)))
                .isEqualTo(new Refusal.Spam());
    }

    @Test
    void anRspamdThatAnswersBadlyIsDown() {
        List<String> requests = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        List<ScriptedServer.Script> scripts = List.of(
                http("500 Oops", "{}", requests),
                http("200 OK", "{\"action\":\"reject\"}", requests),
                http("200 OK", "{\"action\":\"reject\",\"score\":\"NaN", requests),
                http("200 OK", "[]", requests),
                http("200 OK", "", requests),
                http("200 OK", "{\"a\":" + "[".repeat(100_000), requests),
                http("200 OK", "{\"a\":\"" + "x".repeat(3_000_000), requests),
                client -> client.getInputStream().readNBytes(20),
                _ -> over.await());
        for (ScriptedServer.Script script : scripts) {
            assertThat(refusal(judged(script, WhenDown.DEFER))).isEqualTo(new Refusal.CheckDown());
        }
        assertThat(judged(scripts.getFirst(), WhenDown.ACCEPT)).isInstanceOf(Delivery.Accepted.class);
        over.countDown();
    }
}
