package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.net.TestNet.eventually;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.Cidr;

class LimitsTest {
    private static TestNet net(int all, int perAddress, Cidr... unlimited) throws IOException {
        return new TestNet(
                Listener.TlsMode.NONE, Settings.limits(all, perAddress, List.of(unlimited)), TlsContexts.Engine.BEST);
    }

    @Test
    void moreThanTheTotalAreTurnedAway() throws IOException {
        try (var net = net(2, 100);
                var one = net.connect();
                var two = net.connect()) {
            assertThat(one.line()).isEqualTo("HELLO");
            assertThat(two.line()).isEqualTo("HELLO");
            for (int i = 0; i < 5; i++) {
                try (var three = net.connect()) {
                    assertThat(three.line()).isEqualTo("BYE TOO_MANY_CONNECTIONS");
                    assertThat(three.line()).isNull();
                }
            }
            one.socket().close();
            eventually(() -> net.network.connections() == 1);
            try (var again = net.connect()) {
                assertThat(again.line()).isEqualTo("HELLO");
            }
            assertThat(net.meters
                            .get("tassis.connections.refused")
                            .tag("reason", "total")
                            .counter()
                            .count())
                    .isEqualTo(5);
        }
    }

    @Test
    void strangersFromOneAddressAreLimitedUntilTheyAreKnown() throws IOException {
        try (var net = net(100, 2);
                var one = net.connect();
                var two = net.connect()) {
            assertThat(one.line()).isEqualTo("HELLO");
            assertThat(two.line()).isEqualTo("HELLO");
            try (var three = net.connect();
                    var elsewhere = TestClient.to("::1", net.listener.port())) {
                assertThat(three.line()).isEqualTo("BYE TOO_MANY_FROM_YOUR_ADDRESS");
                assertThat(three.line()).isNull();
                assertThat(elsewhere.line()).isEqualTo("HELLO");
            }
            assertThat(one.send("LOGIN ann\r\nLOGIN ann\r\n").line()).isEqualTo("OK");
            assertThat(one.line()).isEqualTo("OK");
            try (var three = net.connect()) {
                assertThat(three.line()).isEqualTo("HELLO");
                try (var four = net.connect()) {
                    assertThat(four.line()).isEqualTo("BYE TOO_MANY_FROM_YOUR_ADDRESS");
                }
            }
            one.socket().close();
            two.socket().close();
            eventually(() -> net.network.alive() == 0 && net.network.connections() == 0);
            assertThat(net.network.admission().counted()).isZero();
        }
    }

    @Test
    void exemptNetworksAreNotCounted() throws IOException {
        try (var net = net(100, 1, Cidr.parse("127.0.0.1").orElseThrow());
                var one = net.connect();
                var two = net.connect()) {
            assertThat(one.line()).isEqualTo("HELLO");
            assertThat(two.line()).isEqualTo("HELLO");
        }
    }

    @Test
    void addressesAreCountedByHostAndByNetwork() {
        var admission = new Admission(Settings.limits(100, 2, List.of())); // 4 from one network
        assertThat(admission.enterStrangers(at("2001:db8::1"))).isEmpty();
        assertThat(admission.enterStrangers(at("2001:db8::2"))).isEmpty();
        assertThat(admission.enterStrangers(at("2001:db8::3"))).contains(Protocol.Refusal.TOO_MANY_FROM_YOUR_ADDRESS);
        assertThat(admission.enterStrangers(at("2001:db8:0:1::1"))).isEmpty();
        assertThat(admission.enterStrangers(at("2001:db8:0:2::1"))).isEmpty();
        assertThat(admission.enterStrangers(at("2001:db8:0:3::1")))
                .contains(Protocol.Refusal.TOO_MANY_FROM_YOUR_ADDRESS);
        assertThat(admission.enterStrangers(at("2001:db8:1::1"))).isEmpty();
        for (var leaving :
                List.of("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:1::1")) {
            admission.leaveStrangers(at(leaving));
        }
        assertThat(admission.counted()).isZero();
    }

    @Test
    void aListenerThatCannotBeOpenedSaysWhy() throws IOException {
        try (var net = net(10, 10)) {
            int taken = net.listener.port();
            assertThatThrownBy(() -> net.network.bind(
                            new Listener("imap", Optional.empty(), taken, Listener.TlsMode.NONE, false), net.talk))
                    .isInstanceOf(ListenFailed.class)
                    .hasMessage("imap: cannot listen on *:" + taken + ": address in use")
                    .extracting(e -> ((ListenFailed) e).reason())
                    .isEqualTo(ListenFailed.Reason.IN_USE);
            assertThatThrownBy(() -> net.network.bind(
                            new Listener("pop3", Optional.of(at("192.0.2.1")), 0, Listener.TlsMode.NONE, false),
                            net.talk))
                    .isInstanceOf(ListenFailed.class)
                    .hasMessageContaining("pop3: cannot listen on 192.0.2.1:0: this machine has no such address");
        }
    }

    @Test
    void countsAreKept() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.IMPLICIT)) {
            try (var client = net.connect().tls(TestNet.issuer(), "localhost", "TLSv1.3")) {
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.send("abc\r\n").line()).isEqualTo("ECHO abc");
                assertThat(gauge(net, "tassis.connections.current")).isEqualTo(1);
                assertThat(count(net, "tassis.connections.accepted")).isEqualTo(1);
                assertThat(count(net, "tassis.octets.received")).isEqualTo(5);
                assertThat(count(net, "tassis.octets.sent")).isEqualTo(17);
                assertThat(net.meters
                                .get("tassis.tls.handshakes")
                                .tag("version", "TLSv1.3")
                                .counter()
                                .count())
                        .isEqualTo(1);
            }
            try (var client = net.connect()) {
                client.send("EHLO what is this\r\n\r\n");
                client.octets(100);
            }
            eventually(() -> gauge(net, "tassis.connections.current") == 0);
            assertThat(count(net, "tassis.tls.failures")).isEqualTo(1);
        }
    }

    @Test
    void aNetworkThatHasStoppedLeavesNoGauges() throws IOException {
        SimpleMeterRegistry meters;
        try (var net = net(10, 10)) {
            meters = net.meters;
            assertThat(meters.find("tassis.connections.current").gauges()).isNotEmpty();
        }
        assertThat(meters.find("tassis.connections.current").gauges()).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Settings.limits(0, 1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Settings.limits(1, 0, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Settings.write(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double gauge(TestNet net, String name) {
        return net.meters.get(name).gauge().value();
    }

    private static double count(TestNet net, String name) {
        return net.meters.get(name).counter().count();
    }

    private static InetAddress at(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
