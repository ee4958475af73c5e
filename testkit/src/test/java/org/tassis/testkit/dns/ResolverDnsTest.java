package org.tassis.testkit.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.Cidr;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Answer.Failed;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.Answer.Found;
import org.tassis.senderauth.dns.Answer.NoData;
import org.tassis.senderauth.dns.Answer.NoSuchName;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsSettings;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.dns.Mx;
import org.tassis.senderauth.dns.ResolverDns;
import org.tassis.senderauth.dns.Tlsa;
import org.tassis.testkit.TestClock;

/// {@link ResolverDns} against a name server on loopback; whatever the zone in memory answers must come back
/// the same.
@Timeout(30)
class ResolverDnsTest {
    private final TestClock clock = new TestClock();
    private final InMemoryDns zone = new InMemoryDns();
    private final FakeDnsServer server = new FakeDnsServer(zone);
    private final Dns dns = dns(server.address());

    private Dns dns(InetSocketAddress... servers) {
        return new ResolverDns(
                new DnsSettings(List.of(servers), Duration.ofMillis(500), 2, 100, 1_000_000, DnsSettings.LOOPBACK),
                clock);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void everyTypeComesBackAsItIsInTheZone() {
        zone.mx("example.org", 20, "mx2.example.org")
                .mx("example.org", 10, "MX1.example.org.")
                .host("mx1.example.org", "192.0.2.1", "2001:db8::1", "192.0.2.2")
                .txt("example.org", "v=spf1 \"-all\" \\ \u00e9;")
                .ptr("192.0.2.1", "Mx1.Example.Org")
                .ptr("2001:db8::1", "mx1.example.org")
                .tlsa("_25._tcp.mx1.example.org", new Tlsa(3, 1, 1, new byte[] {1, 2, -1}));
        for (Dns each : List.of(dns, zone)) {
            assertThat(each.mx("example.org").records())
                    .containsExactly(new Mx(10, "mx1.example.org"), new Mx(20, "mx2.example.org"));
            assertThat(each.ipv4("mx1.example.org").records())
                    .map(InetAddress::getHostAddress)
                    .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
            assertThat(each.ipv6("MX1.example.org.").records()).hasSize(1);
            assertThat(each.txt("example.org").records()).containsExactly("v=spf1 \"-all\" \\ \u00e9;");
            assertThat(each.ptr(InetAddress.ofLiteral("192.0.2.1")).records()).containsExactly("mx1.example.org");
            assertThat(each.ptr(InetAddress.ofLiteral("2001:db8::1")).records()).containsExactly("mx1.example.org");
            assertThat(each.tlsa("_25._tcp.mx1.example.org").records())
                    .containsExactly(new Tlsa(3, 1, 1, new byte[] {1, 2, -1}));
        }
    }

    @Test
    void nothingThereAndNoSuchNameAreToldApart() {
        zone.host("a.example.org", "192.0.2.1");
        for (Dns each : List.of(dns, zone)) {
            assertThat(each.ipv6("a.example.org")).isEqualTo(new NoData<>(false));
            assertThat(each.txt("example.org")).as("exists by what is below it").isEqualTo(new NoData<>(false));
            assertThat(each.ipv4("b.example.org")).isEqualTo(new NoSuchName<>(false));
        }
    }

    @Test
    void aNameThatCannotExistIsNotAskedFor() {
        for (String name : List.of("", ".", "a..b", "x".repeat(64) + ".org", "a.".repeat(127) + "abc", "\u20ac.org")) {
            assertThat(dns.txt(name)).as(name).isEqualTo(new NoSuchName<>(false));
        }
        assertThat(server.udpQuestions()).isZero();
    }

    @Test
    void oddOctetsInNamesAreAskedFor() {
        zone.txt("a b@c\\.e$xample\u00e9.org", "here");
        assertThat(dns.txt("A b@c\\.e$xample\u00e9.org").records()).containsExactly("here");
    }

    @Test
    void aDomainWithoutMailHasAnEmptyHost() {
        zone.mx("example.org", 0, ".");
        assertThat(dns.mx("example.org").records()).containsExactly(new Mx(0, ""));
    }

    @Test
    void aliasesAreFollowed() {
        zone.alias("a.example.org", "b.example.org")
                .alias("b.example.org", "c.example.net")
                .txt("c.example.net", "there")
                .alias("lost.example.org", "nowhere.example.org");
        for (Dns each : List.of(dns, zone)) {
            assertThat(each.txt("a.example.org").records()).containsExactly("there");
            assertThat(each.ipv4("a.example.org")).isInstanceOf(NoData.class);
            assertThat(each.ipv4("lost.example.org")).isInstanceOf(NoSuchName.class);
        }
    }

    @Test
    void aliasesAreFollowedWhenTheResolverDoesNot() {
        zone.alias("a.example.org", "b.example.org")
                .alias("b.example.org", "c.example.net")
                .txt("c.example.net", "there");
        try (var lazy = new FakeDnsServer(zone, 300, false)) {
            assertThat(dns(lazy.address()).txt("a.example.org").records()).containsExactly("there");
        }
    }

    @Test
    void aCircleOfAliasesEnds() {
        zone.alias("a.example.org", "b.example.org").alias("b.example.org", "a.example.org");
        for (Dns each : List.of(dns, zone)) {
            assertThat(each.txt("a.example.org")).isEqualTo(new Failed<>(Failure.MALFORMED));
        }
    }

    @Test
    void whatAResolverElsewhereSaysIsValidatedCountsNot() {
        zone.validated("example.org").host("example.org", "192.0.2.1");
        Dns far = new ResolverDns(
                new DnsSettings(
                        List.of(server.address()),
                        Duration.ofMillis(500),
                        2,
                        100,
                        1_000_000,
                        Cidr.parse("192.0.2.0/24").stream().toList()),
                clock);
        assertThat(far.ipv4("example.org").records()).hasSize(1);
        assertThat(far.ipv4("example.org").validated()).isFalse();
    }

    @Test
    void validatedAnswersSaySo() {
        zone.validated("example.org").host("example.org", "192.0.2.1").host("example.net", "192.0.2.1");
        zone.alias("out.example.org", "example.net");
        for (Dns each : List.of(dns, zone)) {
            assertThat(each.ipv4("example.org").validated()).isTrue();
            assertThat(each.tlsa("_25._tcp.example.org").validated())
                    .as("that there is nothing")
                    .isTrue();
            assertThat(each.ipv4("example.net").validated()).isFalse();
            assertThat(each.ipv4("out.example.org").validated())
                    .as("an alias out of it")
                    .isFalse();
        }
    }

    @Test
    void aLongAnswerComesOverTcp() {
        var bomb = "x".repeat(60_000);
        zone.txt("big.example.org", bomb);
        assertThat(dns.txt("big.example.org").records()).containsExactly(bomb);
        assertThat(server.tcpQuestions()).isEqualTo(1);
    }

    @Test
    void silenceIsATimeoutAndEveryAttemptIsMade() {
        zone.fails("silent.example.org", Failure.TIMEOUT);
        assertThat(dns.txt("silent.example.org")).isEqualTo(new Failed<>(Failure.TIMEOUT));
        assertThat(server.udpQuestions()).isEqualTo(2);
    }

    @Test
    void aFailingServerIsNotAskedTwice() {
        zone.fails("broken.example.org", Failure.SERVER_FAILURE);
        assertThat(dns.txt("broken.example.org")).isEqualTo(new Failed<>(Failure.SERVER_FAILURE));
        assertThat(server.udpQuestions()).isEqualTo(1);
    }

    @Test
    void nonsenseIsAFailure() {
        zone.fails("mad.example.org", Failure.MALFORMED);
        assertThat(dns.txt("mad.example.org")).isInstanceOf(Failed.class);
    }

    @Test
    void theNextResolverIsAskedWhenOneFails() {
        zone.fails("example.org", Failure.SERVER_FAILURE);
        var other = new InMemoryDns().txt("example.org", "from the second");
        try (var second = new FakeDnsServer(other)) {
            assertThat(dns(server.address(), second.address())
                            .txt("example.org")
                            .records())
                    .containsExactly("from the second");
        }
    }

    @Test
    void aClosedPortIsAFailure() {
        server.close();
        assertThat(dns.txt("example.org")).isInstanceOf(Failed.class);
    }

    @Test
    void anInterruptedQuestionEndsAtOnce() throws InterruptedException {
        zone.fails("silent.example.org", Failure.TIMEOUT);
        var patient = new ResolverDns(
                new DnsSettings(List.of(server.address()), Duration.ofMinutes(5), 1, 0, 0, DnsSettings.LOOPBACK),
                clock);
        var answer = new Answer<?>[1];
        var asking = Thread.ofVirtual().start(() -> answer[0] = patient.txt("silent.example.org"));
        asking.interrupt();
        asking.join();
        assertThat(answer[0]).isEqualTo(new Failed<>(Failure.CANCELLED));
    }

    @Test
    void anAnswerIsKeptAsLongAsItMayBe() {
        zone.txt("example.org", "once");
        assertThat(dns.txt("example.org").records()).containsExactly("once");
        clock.advance(Duration.ofSeconds(299));
        assertThat(dns.txt("EXAMPLE.org.").records()).containsExactly("once");
        assertThat(dns.txt("none.example.org")).isInstanceOf(NoSuchName.class);
        assertThat(dns.txt("none.example.org")).isInstanceOf(NoSuchName.class);
        assertThat(server.udpQuestions()).isEqualTo(2);
        zone.remove("example.org").txt("example.org", "twice");
        clock.advance(Duration.ofSeconds(1));
        assertThat(dns.txt("example.org").records()).containsExactly("twice");
    }

    @Test
    void aFailureIsNotKept() {
        zone.fails("example.org", Failure.SERVER_FAILURE);
        assertThat(dns.txt("example.org")).isInstanceOf(Failed.class);
        zone.remove("example.org").txt("example.org", "well again");
        assertThat(dns.txt("example.org")).isInstanceOf(Found.class);
    }

    @Test
    void theCacheIsBounded() {
        IntStream.range(0, 150).forEach(i -> zone.txt("n" + i + ".example.org", "t" + i));
        IntStream.range(0, 150).forEach(i -> dns.txt("n" + i + ".example.org"));
        dns.txt("n149.example.org");
        assertThat(server.udpQuestions()).as("the last is kept").isEqualTo(150);
        dns.txt("n0.example.org");
        assertThat(server.udpQuestions()).as("the first is not").isEqualTo(151);
        zone.txt("big1.example.org", "x".repeat(60_000)).txt("big2.example.org", "x".repeat(60_000));
        var small = new ResolverDns(
                new DnsSettings(
                        List.of(server.address()), Duration.ofMillis(500), 2, 100, 70_000, DnsSettings.LOOPBACK),
                clock);
        small.txt("big1.example.org");
        small.txt("big2.example.org");
        small.txt("big2.example.org");
        assertThat(server.tcpQuestions()).isEqualTo(2);
        small.txt("big1.example.org");
        assertThat(server.tcpQuestions()).isEqualTo(3);
    }
}
