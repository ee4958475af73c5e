package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::1, ::1, true",
        "127.0.0.0/8, ::ffff:127.0.0.1, true"
    })
    void containsWhatSharesItsPrefix(String network, String address, boolean inside) {
        assertThat(Cidr.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/8", "192.0.2.0/33", "192.0.2.0/-1", "::/129", "example.org", "192.0.2.0/x", "192.0.2"})
    void refusesWhatIsNoNetwork(String text) {
        assertThat(Cidr.parse(text).map(Cidr::toString).orElse("none")).isIn("none", "192.0.0.2/32");
    }

    @Test
    void neighboursShareANetwork() {
        assertThat(Cidr.around(InetAddress.ofLiteral("2001:db8::1"), 24, 64))
                .isEqualTo(Cidr.around(InetAddress.ofLiteral("2001:db8::ffff:2"), 24, 64))
                .hasToString("2001:db8:0:0:0:0:0:0/64");
    }
}
