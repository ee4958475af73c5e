package org.tassis.senderauth.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dns.InMemoryDns;

/// The example of RFC 8463 §A: one message, signed with Ed25519 and with RSA. The body is also that of RFC
/// 6376 §A.2.
class Rfc8463Test {
    private static final String MESSAGE = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject :
             date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
             DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
             dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    private static final String SEED = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    private static final String ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static final String RSA =
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi"
                    + "0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip"
                    + "3G+2kryOTIKT+l/K4w3QIDAQAB";

    private static List<DkimResult> verify(String message) throws Exception {
        var dns = new InMemoryDns()
                .txt("brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=" + ED25519)
                .txt("test._domainkey.football.example.com", "v=DKIM1; k=rsa; p=" + RSA);
        var clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        return new DkimVerifier(dns, DkimSettings.DEFAULT, clock).verify(TestContent.of(message));
    }

    @Test
    void bothSignaturesPass() throws Exception {
        var results = verify(MESSAGE);
        assertThat(results).extracting(DkimResult::outcome).containsExactly(DkimOutcome.PASS, DkimOutcome.PASS);
        var first = results.getFirst().signature().orElseThrow();
        assertThat(first.domain()).isEqualTo(new DomainName("football.example.com"));
        assertThat(first.identity()).contains("@football.example.com");
        assertThat(first.selector()).isEqualTo("brisbane");
        assertThat(first.prefix()).isEqualTo("/gCrinpc");
        assertThat(first.signedAt()).contains(Instant.ofEpochSecond(1528637909));
        assertThat(results.get(1).signature().orElseThrow().keyBits()).isEqualTo(1024);
    }

    @Test
    void oneOtherOctetAnywhereFails() throws Exception {
        for (String[] change : new String[][] {
            {"dinner ready", "dinner Ready"}, {"t=1528637909", "t=1528637908"}, {"joe@football", "jo@football"}
        }) {
            assertThat(verify(MESSAGE.replace(change[0], change[1])))
                    .allSatisfy(result -> assertThat(result.reason()).isEqualTo(new DkimReason.HeaderChanged()));
        }
        assertThat(verify(MESSAGE.replace("lost", "l0st")))
                .allSatisfy(result -> assertThat(result.reason()).isEqualTo(new DkimReason.BodyChanged()));
        assertThat(verify(MESSAGE.replace("\nTo:", "\nSubject: Another\nTo:")))
                .as("a second Subject")
                .noneMatch(DkimResult::passes);
    }

    @Test
    void thePublicKeyFollowsFromThePrivateOne() {
        String pkcs8 = Base64.getEncoder()
                .encodeToString(HexFormat.of()
                        .parseHex("302e020100300506032b657004220420"
                                + HexFormat.of().formatHex(Base64.getDecoder().decode(SEED))));
        var key = DkimKey.fromPem(
                new DomainName("football.example.com"),
                "brisbane",
                new Secret("-----BEGIN PRIVATE KEY-----\n" + pkcs8 + "\n-----END PRIVATE KEY-----\n"));
        assertThat(key.recordText()).isEqualTo("v=DKIM1; k=ed25519; p=" + ED25519);
    }
}
