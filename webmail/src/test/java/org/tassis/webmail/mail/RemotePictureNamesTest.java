package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names whose owner changes where they lead between one question and the next: the address that was looked
/// at is the one that is connected to. 127.0.0.1 stands for a site of the Internet, every other address of
/// this machine for what is in the house, as both are there on every machine.
class RemotePictureNamesTest {
    private static final byte[] GIF = Base64.getDecoder().decode("R0lGODlhAQABAAAAACwAAAAAAQABAAAC");
    private static final String SITE = "127.0.0.1";
    private static final String HOUSE = "127.0.0.2";

    private final List<String> site = new CopyOnWriteArrayList<>();
    private final List<String> house = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<List<InetAddress>>> names = new HashMap<>();
    private HttpServer outside;
    private HttpServer inside;

    /// Both on one port, as an attacker's name and port stay the same.
    @BeforeEach
    void start() throws Exception {
        outside = server(SITE, 0, site);
        inside = server(HOUSE, outside.getAddress().getPort(), house);
    }

    @AfterEach
    void stop() {
        outside.stop(0);
        inside.stop(0);
    }

    private static HttpServer server(String address, int port, List<String> asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestHeaders().getFirst("Host") + path);
            exchange.getResponseHeaders().add("Connection", "close");
            if (path.startsWith("/to/")) {
                String host = path.substring(4);
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                "http://" + host + ":" + server.getAddress().getPort() + "/a.gif");
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.sendResponseHeaders(200, GIF.length);
                exchange.getResponseBody().write(GIF);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    /// The answers to the first question, the second, ...; the last of them for ever.
    private void name(String host, String... answers) throws Exception {
        Deque<List<InetAddress>> all = new ArrayDeque<>();
        for (String answer : answers) {
            List<InetAddress> addresses = new ArrayList<>();
            for (String address : answer.split(" ")) {
                addresses.add(address(host, address));
            }
            all.add(addresses);
        }
        names.put(host, all);
    }

    /// One that is IPv6 stays so: the JDK would make an IPv4 address of a mapped one by itself.
    private static InetAddress address(String host, String text) throws Exception {
        if (text.startsWith("::ffff:")) {
            byte[] octets = new byte[16];
            octets[10] = (byte) 0xff;
            octets[11] = (byte) 0xff;
            System.arraycopy(InetAddress.getByName(text.substring(7)).getAddress(), 0, octets, 12, 4);
            return Inet6Address.getByAddress(host, octets, -1);
        }
        return InetAddress.getByAddress(host, InetAddress.getByName(text).getAddress());
    }

    private RemotePictures pictures() throws Exception {
        return pictures(Duration.ofSeconds(15));
    }

    private RemotePictures pictures(Duration patience) throws Exception {
        InetAddress standsForPublic = InetAddress.getByName(SITE);
        return new RemotePictures(
                host -> {
                    questions.add(host);
                    Deque<List<InetAddress>> answers = names.get(host);
                    if (answers == null) {
                        return InetAddress.getAllByName(host); // only addresses are written so here
                    }
                    List<InetAddress> answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
                    return answer.toArray(InetAddress[]::new);
                },
                address -> address.equals(standsForPublic) || PublicAddresses.contains(address),
                true,
                patience);
    }

    private String at(String host, String path) {
        return "http://" + host + ":" + outside.getAddress().getPort() + path;
    }

    @Test
    void whatIsCheckedIsWhatIsConnectedTo() throws Exception {
        name("turning.example", SITE, HOUSE);
        try (RemotePictures pictures = pictures()) {
            assertThat(pictures.fetch(at("turning.example", "/a.gif"))).hasValue(GIF);
            assertThat(questions)
                    .as("it is asked for once, not once for the check and once more")
                    .hasSize(1);
            assertThat(site).hasSize(1);
        }
        assertThat(house).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HOUSE,
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "::ffff:127.0.0.2",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:2",
                "64:ff9b::a00:1",
                "64:ff9b:1::7f00:2",
                "2002:7f00:2::1"
            })
    @Timeout(20)
    void aNameThatTurnsIntoThisHouseIsNotFollowed(String later) throws Exception {
        name("turning.example", SITE, later);
        try (RemotePictures pictures = pictures()) {
            assertThat(pictures.fetch(at("turning.example", "/a.gif"))).isPresent();
            long begun = System.nanoTime();
            assertThat(pictures.fetch(at("turning.example", "/secret.gif"))).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("nobody was waited for, as nobody was called")
                    .isLessThan(Duration.ofSeconds(4));
        }
        assertThat(questions).hasSize(2);
        assertThat(house).isEmpty();
        assertThat(site)
                .as("nor was it found at another address of this machine")
                .hasSize(1);
    }

    /// Of several addresses the next one is tried when one is silent: it has to be a good one, too.
    @Test
    void oneOfSeveralAddressesInThisHouseIsNotTried() throws Exception {
        name("both.example", "127.0.0.3 " + HOUSE + " ::ffff:" + HOUSE);
        InetAddress silent = InetAddress.getByName("127.0.0.3");
        try (RemotePictures pictures = new RemotePictures(
                host -> names.get(host).getFirst().toArray(InetAddress[]::new),
                silent::equals,
                true,
                Duration.ofSeconds(15))) {
            assertThat(pictures.fetch(at("both.example", "/a.gif"))).isEmpty();
        }
        assertThat(house).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HOUSE,
                "[::ffff:127.0.0.2]",
                "2130706434",
                "0x7f.2",
                "127.2",
                "[::1]",
                "169.254.169.254",
                "192.168.0.1",
                "[fe80::1]",
                "[64:ff9b::7f00:2]",
                "inside.example",
                "turning.example"
            })
    @Timeout(20)
    void noRedirectLeadsIntoThisHouse(String to) throws Exception {
        name("site.example", SITE);
        name("inside.example", HOUSE);
        name("turning.example", SITE, HOUSE);
        try (RemotePictures pictures = pictures()) {
            if (to.equals("turning.example")) { // it was good a moment ago
                assertThat(pictures.fetch(at(to, "/a.gif"))).isPresent();
            }
            int before = site.size();
            String path = "/to/" + to.replace("[", "%5B").replace("]", "%5D");
            assertThat(pictures.fetch(at("site.example", path))).isEmpty();
            assertThat(site).as("only who redirects was asked").hasSize(before + 1);
        }
        assertThat(house).isEmpty();
    }

    /// So that the test before shows something: a redirect to a good name is followed.
    @Test
    void aRedirectToAnotherSiteIsFollowed() throws Exception {
        name("site.example", SITE);
        name("other.example", SITE);
        try (RemotePictures pictures = pictures()) {
            assertThat(pictures.fetch(at("site.example", "/to/other.example"))).hasValue(GIF);
        }
        assertThat(questions).containsExactly("site.example", "other.example");
    }

    @Test
    @Timeout(20)
    void aHeaderWithoutEndIsNotRead() throws Exception {
        name("site.example", SITE);
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getByName(SITE));
                RemotePictures pictures = pictures()) {
            CompletableFuture<Long> taken = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                long written = 0;
                byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
                try (Socket caller = raw.accept();
                        OutputStream out = caller.getOutputStream()) {
                    out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
                    for (; written < 64 << 20; written += block.length) {
                        out.write(block);
                    }
                } catch (IOException _) {
                    // cut off, as it should be
                }
                taken.complete(written);
            });
            assertThat(pictures.fetch("http://site.example:" + raw.getLocalPort() + "/a.gif"))
                    .isEmpty();
            assertThat(taken.get(10, TimeUnit.SECONDS)).as("octets of a header").isLessThan(32 << 20);
        }
    }

    /// A site that begins to answer and stops does not keep anybody's place: not even until its connection
    /// is taken for dead, after eight seconds, with one octet more each time.
    @Test
    @Timeout(20)
    void whoNeverEndsIsNotWaitedFor() throws Exception {
        name("site.example", SITE);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getByName(SITE));
                RemotePictures pictures = pictures(Duration.ofSeconds(1))) {
            Thread.ofVirtual().start(() -> {
                try (Socket caller = raw.accept()) {
                    caller.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
                    over.join();
                } catch (IOException _) {
                    // nobody is there any longer
                }
            });
            long begun = System.nanoTime();
            assertThat(pictures.fetch("http://site.example:" + raw.getLocalPort() + "/a.gif"))
                    .isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
        } finally {
            over.complete(null);
        }
    }
}
