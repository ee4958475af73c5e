package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePicturesTest {
    private static final byte[] GIF = Base64.getDecoder().decode("R0lGODlhAQABAAAAACwAAAAAAQABAAAC");

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer site;

    @BeforeEach
    void start() throws Exception {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path + exchange.getRequestHeaders().keySet());
            exchange.getResponseHeaders().add("Set-Cookie", "seen=1");
            byte[] answer = path.equals("/page") ? "<script>alert(1)</script>".getBytes("UTF-8") : GIF;
            if (path.startsWith("/to/")) {
                exchange.getResponseHeaders().add("Location", path.substring(3));
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/round")) {
                exchange.getResponseHeaders().add("Location", "/round");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/out")) {
                exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/huge")) {
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    out.write(GIF);
                    byte[] block = new byte[1 << 16];
                    for (int i = 0; i < 200; i++) {
                        out.write(block);
                    }
                } catch (java.io.IOException _) {
                    asked.add("cut");
                }
            } else {
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        site.start();
    }

    @AfterEach
    void stop() {
        site.stop(0);
    }

    private String at(String path) {
        return "http://localhost:" + site.getAddress().getPort() + path;
    }

    private static RemotePictures pictures(Predicate<InetAddress> reachable) {
        return new RemotePictures(InetAddress::getAllByName, reachable, true, PATIENCE);
    }

    @Test
    void aPictureIsKnownByItsOctetsAndNothingIsToldAboutTheReader() {
        try (RemotePictures pictures = pictures(_ -> true)) {
            assertThat(pictures.fetch(at("/a.gif"))).hasValue(GIF);
            assertThat(pictures.fetch(at("/a.gif"))).isPresent();
            assertThat(pictures.fetch(at("/page"))).isEmpty();
            assertThat(pictures.fetch(at("/huge"))).isEmpty();
            assertThat(asked)
                    .noneMatch(one ->
                            one.contains("Cookie") || one.contains("Referer") || one.contains("Accept-language"));
        }
    }

    @Test
    void redirectsAreFollowedAFewTimesAndNowhereElse() {
        try (RemotePictures pictures = pictures(_ -> true)) {
            assertThat(pictures.fetch(at("/to/to/a.gif"))).isPresent();
            assertThat(pictures.fetch(at("/round"))).isEmpty();
            assertThat(pictures.fetch(at("/out"))).isEmpty();
            assertThat(asked.stream().filter(one -> one.startsWith("/round"))).hasSize(4);
        }
    }

    @Test
    void nothingInThisHouseIsAsked() {
        try (RemotePictures pictures = new RemotePictures()) {
            int port = site.getAddress().getPort();
            for (String url :
                    List.of(at("/a.gif"), "http://127.0.0.1:" + port + "/a.gif", "http://[::1]:" + port + "/a.gif")) {
                assertThat(pictures.fetch(url)).as(url).isEmpty();
            }
        }
        try (RemotePictures pictures = pictures(PublicAddresses::contains)) {
            int port = site.getAddress().getPort();
            for (String host : List.of(
                    "localhost",
                    "127.0.0.1",
                    "[::1]",
                    "[::ffff:127.0.0.1]",
                    "2130706433",
                    "0x7f.1",
                    "0.0.0.0",
                    "127.1")) {
                assertThat(pictures.fetch("http://" + host + ":" + port + "/a.gif"))
                        .as(host)
                        .isEmpty();
            }
        }
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://example.org/a.gif",
                "http://user:word@example.org/a.gif",
                "http://example.org:22/a.gif",
                "gopher://example.org",
                "http:///a.gif",
                "//example.org/a",
                "",
                "http://exa mple.org\r\nX: y/"
            })
    void strangeAddressesAreNotAsked(String url) {
        try (RemotePictures pictures = new RemotePictures(
                host -> {
                    asked.add(host);
                    return InetAddress.getAllByName(host);
                },
                _ -> true,
                false,
                PATIENCE)) {
            assertThat(pictures.fetch(url)).isEmpty();
            assertThat(asked).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0",
                        "224.0.0.1",
                "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
                "64:ff9b::a00:1", "2002:a00:1::", "2001::1", "2001:db8::1"
            })
    void addressesThatAreNotPublic(String address) throws Exception {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "193.190.1.1", "2606:4700::1", "2a00:1450:4001::1"})
    void addressesThatArePublic(String address) throws Exception {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
    }
}
