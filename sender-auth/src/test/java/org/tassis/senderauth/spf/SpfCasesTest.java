package org.tassis.senderauth.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.EmailAddress;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;

/// RFC 7208, section by section.
@Timeout(30)
class SpfCasesTest {
    private final InMemoryDns dns = new InMemoryDns()
            .host("example.org", "192.0.2.1", "2001:db8::1")
            .host("other.example.org", "198.51.100.9")
            .mx("example.org", 10, "mx1.example.org")
            .mx("example.org", 20, "mx2.example.org")
            .host("mx1.example.org", "192.0.2.11")
            .host("mx2.example.org", "192.0.2.12", "2001:db8::12")
            .ptr("192.0.2.1", "host.example.org")
            .host("host.example.org", "192.0.2.1")
            .ptr("192.0.2.99", "host.example.org") // leads elsewhere
            .ptr("2001:db8::1", "six.example.org")
            .host("six.example.org", "2001:db8::1")
            .txt("pass.example.net", "v=spf1 +all")
            .txt("fail.example.net", "v=spf1 -all")
            .txt("soft.example.net", "v=spf1 ~all")
            .txt("neutral.example.net", "v=spf1 ?all")
            .txt("empty.example.net", "v=spf1")
            .txt("bad.example.net", "v=spf1 ip4:nonsense -all")
            .txt("client.example.net", "v=spf1 ip4:192.0.2.1 -all")
            .fails("broken.example.net", Failure.SERVER_FAILURE)
            .host("1.2.0.192.in-addr.allow.example.net", "127.0.0.2")
            .host("ann.example.org.by.example.net", "127.0.0.2");

    private SpfResult check(String record, String client) {
        dns.remove("judged.example").txt("judged.example", record);
        return new Spf(dns, "mx.tassis.example", InstantSource.fixed(Instant.ofEpochSecond(1_770_000_000)))
                .check(InetAddress.ofLiteral(client), "helo.example.com", EmailAddress.parse("ann+tag@judged.example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // §4.6.2 directives, from left to right
                "v=spf1 +all | 192.0.2.1 | PASS | Matched",
                "v=spf1 all | 192.0.2.1 | PASS | Matched",
                "v=spf1 -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 ~all | 192.0.2.1 | SOFTFAIL | Matched",
                "v=spf1 ?all | 192.0.2.1 | NEUTRAL | Matched",
                "v=spf1 ?all -all | 192.0.2.1 | NEUTRAL | Matched",
                "V=SPF1 -ALL | 192.0.2.1 | FAIL | Matched",
                "v=spf1   -all   | 192.0.2.1 | FAIL | Matched",
                "v=spf1 | 192.0.2.1 | NEUTRAL | NothingMatched",
                "v=spf10 -all | 192.0.2.1 | NONE | NoRecord",
                "v=spf2 -all | 192.0.2.1 | NONE | NoRecord",
                "x v=spf1 -all | 192.0.2.1 | NONE | NoRecord",
                // §4.6 an error anywhere is an error
                "v=spf1 +all nonsense | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 all: | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 all/24 | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 =x -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 --all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 include -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 include: -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 include:localhost -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:example.org:80 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:example.123 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:/24 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:%{x}.example -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:%{c}.example -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:%{d0}.example -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:%{d -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:%d.example -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 moo=%{x} -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 redirect=pass.example.net redirect=pass.example.net | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 exp=a.example exp=a.example -all | 192.0.2.1 | PERMERROR | SyntaxError",
                // §6 modifiers
                "v=spf1 moo=cow -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 redirect=pass.example.net | 192.0.2.1 | PASS | Matched",
                "v=spf1 redirect=pass.example.net -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 redirect=empty.example.net | 192.0.2.1 | NEUTRAL | NothingMatched",
                "v=spf1 redirect=nowhere.example.net | 192.0.2.1 | PERMERROR | LeadsNowhere",
                "v=spf1 redirect=broken.example.net | 192.0.2.1 | TEMPERROR | DnsFailed",
                // §5.2 include
                "v=spf1 include:pass.example.net -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 ~include:pass.example.net -all | 192.0.2.1 | SOFTFAIL | Matched",
                "v=spf1 include:fail.example.net ?all | 192.0.2.1 | NEUTRAL | Matched",
                "v=spf1 include:soft.example.net -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 include:neutral.example.net -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 include:empty.example.net -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 include:bad.example.net +all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 include:nowhere.example.net +all | 192.0.2.1 | PERMERROR | LeadsNowhere",
                "v=spf1 include:broken.example.net +all | 192.0.2.1 | TEMPERROR | DnsFailed",
                "v=spf1 include:client.example.net -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 include:client.example.net -all | 192.0.2.2 | FAIL | Matched",
                // §5.3 a
                "v=spf1 a:example.org -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 a:example.org -all | 192.0.2.2 | FAIL | Matched",
                "v=spf1 a:example.org/24 -all | 192.0.2.200 | PASS | Matched",
                "v=spf1 a:example.org/0 -all | 203.0.113.1 | PASS | Matched",
                "v=spf1 a:example.org//64 -all | 2001:db8::77 | PASS | Matched",
                "v=spf1 a:example.org/8//128 -all | 2001:db8::77 | FAIL | Matched",
                "v=spf1 a:example.org/33 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:example.org//129 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:example.org/024 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 a:example.org -all | 2001:db8::1 | PASS | Matched",
                "v=spf1 a:broken.example.net +all | 192.0.2.1 | TEMPERROR | DnsFailed",
                "v=spf1 a -all | 192.0.2.1 | FAIL | Matched",
                // §5.4 mx
                "v=spf1 mx:example.org -all | 192.0.2.12 | PASS | Matched",
                "v=spf1 mx:example.org -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 mx:example.org/29 -all | 192.0.2.9 | PASS | Matched",
                "v=spf1 mx:example.org -all | 2001:db8::12 | PASS | Matched",
                "v=spf1 mx:other.example.org -all | 198.51.100.9 | FAIL | Matched", // no MX, and A is no substitute
                // §5.5 ptr
                "v=spf1 ptr:example.org -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 ptr:host.example.org -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 ptr:ost.example.org -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 ptr:example.org -all | 192.0.2.99 | FAIL | Matched",
                "v=spf1 ptr:example.org -all | 2001:db8::1 | PASS | Matched",
                // §5.6 ip4, ip6
                "v=spf1 ip4:192.0.2.0/25 -all | 192.0.2.127 | PASS | Matched",
                "v=spf1 ip4:192.0.2.0/25 -all | 192.0.2.128 | FAIL | Matched",
                "v=spf1 ip4:192.0.2.1/0 -all | 203.0.113.1 | PASS | Matched",
                "v=spf1 ip4:192.0.2.256 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip4:192.0.2 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip4:192.0.2.1/33 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip4:192.0.2.1/ -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip4:192.0.2.1//24 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip4 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip6:2001:db8::/32 -all | 2001:db8:ffff::1 | PASS | Matched",
                "v=spf1 ip6:2001:db8::/127 -all | 2001:db8::2 | FAIL | Matched",
                "v=spf1 ip6:::/0 -all | 192.0.2.1 | FAIL | Matched",
                "v=spf1 ip6:2001:db8::x -all | 2001:db8::1 | PERMERROR | SyntaxError",
                "v=spf1 ip6:2001:db8::%eth0 -all | 2001:db8::1 | PERMERROR | SyntaxError",
                "v=spf1 ip6:192.0.2.1 -all | 192.0.2.1 | PERMERROR | SyntaxError",
                "v=spf1 ip4:192.0.2.1 -all | ::ffff:192.0.2.1 | PASS | Matched",
                // §5.7 exists and §7 macros
                "v=spf1 exists:%{ir}.%{v}.allow.example.net -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 exists:%{ir}.%{v}.allow.example.net -all | 192.0.2.2 | FAIL | Matched",
                "v=spf1 exists:%{l1r+}.example.org.by.example.net -all | 192.0.2.1 | PASS | Matched",
                "v=spf1 exists:other.example.org -all | 2001:db8::1 | PASS | Matched",
                "v=spf1 include:%{o} -all | 192.0.2.1 | PERMERROR | TooManyLookups",
            })
    void rows(String record, String client, SpfOutcome outcome, String reason) {
        var result = check(record, client);
        assertThat(result.outcome()).as("%s", result).isEqualTo(outcome);
        assertThat(result.reason().getClass().getSimpleName()).as("%s", result).isEqualTo(reason);
    }

    @Test
    void whatDecidedIsSaid() {
        assertThat(check("v=spf1 include:client.example.net -all", "192.0.2.1").reason())
                .isEqualTo(new SpfReason.Matched("include:client.example.net", "judged.example"));
        assertThat(check("v=spf1 redirect=client.example.net", "192.0.2.9").reason())
                .isEqualTo(new SpfReason.Matched("-all", "client.example.net"));
        assertThat(check("v=spf1 include:broken.example.net", "192.0.2.1").reason())
                .isEqualTo(new SpfReason.DnsFailed("broken.example.net", Failure.SERVER_FAILURE));
        assertThat(check("v=spf1 include:bad.example.net", "192.0.2.1").reason())
                .isEqualTo(new SpfReason.SyntaxError("bad.example.net", "ip4:nonsense"));
        assertThat(check("v=spf1 x\u0007\u00e9:", "192.0.2.1").reason())
                .isEqualTo(new SpfReason.SyntaxError("judged.example", "x??:"));
    }

    @Test
    void withoutASenderTheHeloNameIsJudged() {
        var spf = new Spf(dns, "mx.tassis.example", InstantSource.system());
        var client = InetAddress.ofLiteral("192.0.2.1");
        var result = spf.check(client, "Client.Example.Net", Optional.empty());
        assertThat(result.passes()).isTrue();
        assertThat(result.identity()).isEqualTo(SpfResult.Identity.HELO);
        assertThat(result.domain()).isEqualTo("client.example.net");
        for (String helo :
                List.of("", "localhost", "[192.0.2.1]", "a..b", "x".repeat(70) + ".org", "a ".repeat(50_000))) {
            assertThat(spf.check(client, helo, Optional.empty()).outcome()).isEqualTo(SpfOutcome.NONE);
        }
    }

    @Test
    void severalRecordsAreAnError() {
        dns.txt("two.example.net", "v=spf1 +all")
                .txt("two.example.net", "v=spf1 +all")
                .txt("two.example.net", "other");
        assertThat(check("v=spf1 include:two.example.net", "192.0.2.1").reason())
                .isEqualTo(new SpfReason.SeveralRecords("two.example.net"));
    }

    @Test
    void tenTermsMayAsk() {
        String ten = "a:example.org ".repeat(10);
        assertThat(check("v=spf1 " + ten + "-all", "203.0.113.1").outcome()).isEqualTo(SpfOutcome.FAIL);
        var result = check("v=spf1 " + ten + "a:example.org -all", "203.0.113.1");
        assertThat(result.reason()).isEqualTo(new SpfReason.TooManyLookups("judged.example", "a:example.org"));
        assertThat(result.lookups()).isEqualTo(10);
        dns.txt("many.example.net", "v=spf1 " + "mx:example.org ".repeat(6) + "-all");
        assertThat(check("v=spf1 include:many.example.net " + "ptr ".repeat(3) + "-all", "203.0.113.1")
                        .outcome())
                .isEqualTo(SpfOutcome.FAIL);
        assertThat(check("v=spf1 include:many.example.net " + "ptr ".repeat(4) + "-all", "203.0.113.1")
                        .outcome())
                .isEqualTo(SpfOutcome.PERMERROR);
    }

    @Test
    void circlesAndBombsEnd() {
        dns.txt("loop.example.net", "v=spf1 include:loop.example.net -all")
                .txt("turn.example.net", "v=spf1 redirect=turn.example.net");
        assertThat(check("v=spf1 include:loop.example.net", "192.0.2.1").outcome())
                .isEqualTo(SpfOutcome.PERMERROR);
        assertThat(check("v=spf1 redirect=turn.example.net", "192.0.2.1").outcome())
                .isEqualTo(SpfOutcome.PERMERROR);
        for (int i = 0; i < 10; i++) { // each includes all others twice
            dns.txt(
                    "n" + i + ".example.net",
                    "v=spf1 "
                            + IntStream.range(0, 20)
                                    .mapToObj(k -> "include:n" + k % 10 + ".example.net")
                                    .collect(Collectors.joining(" ")));
        }
        int before = dns.asked().size();
        assertThat(check("v=spf1 include:n0.example.net", "192.0.2.1").outcome())
                .isEqualTo(SpfOutcome.PERMERROR);
        assertThat(dns.asked().size() - before).isLessThan(15);
        String bomb = "v=spf1 " + "ip4:192.0.2.0/24 ".repeat(3700);
        assertThat(check(bomb, "203.0.113.1").outcome()).isEqualTo(SpfOutcome.NEUTRAL);
        assertThat(check("v=spf1 exists:" + "%{s}".repeat(10_000) + ".example", "192.0.2.1")
                        .outcome())
                .isIn(SpfOutcome.NEUTRAL, SpfOutcome.FAIL);
        assertThat(check("v=spf1 a:" + "x".repeat(60_000) + ".example", "192.0.2.1")
                        .outcome())
                .isEqualTo(SpfOutcome.NEUTRAL);
    }

    @Test
    void twoQuestionsMayComeToNothing() {
        assertThat(check("v=spf1 a:x1.example exists:x2.example -all", "192.0.2.1")
                        .outcome())
                .isEqualTo(SpfOutcome.FAIL);
        assertThat(check("v=spf1 a:x1.example exists:x2.example mx:x3.example +all", "192.0.2.1")
                        .reason())
                .isEqualTo(new SpfReason.TooManyVoidLookups("judged.example", "mx:x3.example"));
    }

    @Test
    void tenMailHostsAreLookedAt() {
        for (int i = 0; i < 10; i++) {
            dns.mx("ten.example.net", i, "h" + i + ".example.net").host("h" + i + ".example.net", "192.0.2.4" + i);
        }
        assertThat(check("v=spf1 mx:ten.example.net -all", "192.0.2.49").outcome())
                .isEqualTo(SpfOutcome.PASS);
        dns.mx("ten.example.net", 10, "mx1.example.org");
        assertThat(check("v=spf1 mx:ten.example.net -all", "192.0.2.49").reason())
                .isEqualTo(new SpfReason.TooManyMailHosts("judged.example", "mx:ten.example.net"));
    }

    @Test
    void tenNamesOfTheClientAreLookedAt() {
        for (int i = 0; i < 10; i++) {
            dns.ptr("192.0.2.77", "no" + i + ".example.com");
        }
        dns.ptr("192.0.2.77", "yes.example.org").host("yes.example.org", "192.0.2.77");
        assertThat(check("v=spf1 ptr:example.org -all", "192.0.2.77").outcome()).isEqualTo(SpfOutcome.FAIL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Refused. | Refused.",
                "%{s} %{l} %{o} %{d} %{h} | ann+tag@judged.example ann+tag judged.example judged.example helo.example.com",
                "%{c} %{i} %{r} %{t} %{v} | 192.0.2.9 192.0.2.9 mx.tassis.example 1770000000 in-addr",
                "%{ir} %{d1} %{d1r} %{l+} %{lr+} | 9.2.0.192 example judged ann.tag tag.ann",
                "%{S} %%%_%- | ann%2Btag%40judged.example % %20",
                "%{p} | unknown",
                "%{x} | -",
                "%{d | -",
                "%d | -",
            })
    void explanations(String text, String expanded) {
        dns.remove("exp.example.net").txt("exp.example.net", text);
        var result = check("v=spf1 exp=exp.example.net -all", "192.0.2.9");
        assertThat(result.outcome()).isEqualTo(SpfOutcome.FAIL);
        assertThat(result.explanation().orElse("-")).isEqualTo(expanded);
    }

    @Test
    void explanationsAreOnlyForRefusalsAndNeverHarm() {
        dns.txt("exp.example.net", "no\r\nSubject: x").fails("gone.example.net", Failure.TIMEOUT);
        dns.txt("long.example.net", "x".repeat(5000))
                .txt("two.example.net", "a")
                .txt("two.example.net", "b");
        for (String where : List.of("exp", "gone", "long", "two", "nowhere")) {
            var result = check("v=spf1 exp=" + where + ".example.net -all", "192.0.2.9");
            assertThat(result.outcome()).isEqualTo(SpfOutcome.FAIL);
            assertThat(result.explanation()).isEmpty();
        }
        dns.remove("exp.example.net").txt("exp.example.net", "words");
        assertThat(check("v=spf1 exp=exp.example.net ~all", "192.0.2.9").explanation())
                .isEmpty();
        dns.txt("mine.example.net", "v=spf1 exp=exp.example.net -all");
        assertThat(check("v=spf1 redirect=mine.example.net", "192.0.2.9").explanation())
                .contains("words");
        assertThat(check("v=spf1 include:mine.example.net -all", "192.0.2.9").explanation())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "::1, ::1",
        "::, ::",
        "2001:0:0:1::, 2001:0:0:1::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "10:0:0:100::20, 10:0:0:100::20"
    })
    void addressesAreWrittenShort(String client, String written) {
        dns.txt("exp.example.net", "%{c}");
        assertThat(check("v=spf1 exp=exp.example.net -all", client).explanation())
                .contains(written);
    }

    @Test
    void randomRecordsNeverThrowAndNeverPassByAccident() {
        var random = new Random(3);
        var pieces = List.of(
                "v=spf1",
                " ",
                "-all",
                "a",
                "mx",
                "ptr",
                ":",
                "/",
                "24",
                "%{",
                "}",
                "i",
                "r",
                "ip4:",
                "ip6:",
                "::",
                "include:",
                "redirect=",
                "exp=",
                "example.org",
                ".",
                "\u00ff",
                "\u0000",
                "%",
                "~",
                "?",
                "=");
        for (int round = 0; round < 5000; round++) {
            var record = new StringBuilder("v=spf1 ");
            for (int k = random.nextInt(12); k > 0; k--) {
                record.append(pieces.get(random.nextInt(pieces.size())));
            }
            var result = check(record.toString(), "203.0.113.200");
            if (result.passes()) {
                assertThat(result.reason()).isInstanceOf(SpfReason.Matched.class);
            }
        }
    }
}
