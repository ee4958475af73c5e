package org.tassis.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.mailflow.report.mail.ReportPost;
import org.tassis.net.SelfSigned;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.queue.TestCertificates;

class ReportPostTest {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final InMemoryDns dns = new InMemoryDns().host("localhost", "127.0.0.1");
    private HttpsServer server;
    private SSLContext trusting;
    private volatile int status = 201;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        SelfSigned certificate = new SelfSigned(directory.resolve("tls"), List.of("localhost"), InstantSource.system());
        trusting = TestCertificates.trusting(certificate.issuer());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(TestCertificates.server(certificate.chain(), certificate.key())));
        server.createContext("/", exchange -> {
            taken.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestBody().readAllBytes().length);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI uri() {
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/reports?a=b");
    }

    @Test
    void aReportIsPosted() throws IOException {
        new ReportPost(dns, trusting, _ -> true).post(uri(), "application/tlsrpt+gzip", new byte[1234]);
        assertThat(taken).containsExactly("POST /reports?a=b application/tlsrpt+gzip 1234");
    }

    @Test
    void whatIsNotTakenIsSaid() {
        ReportPost post = new ReportPost(dns, trusting, _ -> true);
        for (int other : new int[] {301, 404, 500}) {
            status = other;
            assertThatThrownBy(() -> post.post(uri(), "a/b", new byte[1])).hasMessage("localhost answered " + other);
        }
        assertThat(taken).as("nothing is followed").hasSize(3);
    }

    @Test
    void serversThatTheWorldCannotReachAreNotAsked() {
        assertThatThrownBy(() -> new ReportPost(dns, trusting).post(uri(), "a/b", new byte[1]))
                .hasMessage("localhost has no public address");
        assertThat(taken).isEmpty();
    }

    @Test
    void aCertificateMustBeGood() {
        assertThatThrownBy(
                        () -> new ReportPost(dns, SSLContext.getDefault(), _ -> true).post(uri(), "a/b", new byte[1]))
                .isInstanceOf(IOException.class);
        assertThat(taken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "64:ff9b::a00:1"
            })
    void addressesInside(String literal) {
        assertThat(ReportPost.isPublic(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.9.9.9", "172.32.0.1", "2620:fe::fe", "192.1.0.1"})
    void addressesOutside(String literal) {
        assertThat(ReportPost.isPublic(InetAddress.ofLiteral(literal))).isTrue();
    }
}
