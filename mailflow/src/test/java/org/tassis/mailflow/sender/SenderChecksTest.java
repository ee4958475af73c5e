package org.tassis.mailflow.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.trace.Trace;
import org.tassis.message.Spool;
import org.tassis.senderauth.AuthenticationSettings;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dkim.DkimSettings;
import org.tassis.senderauth.dkim.DkimSigner;
import org.tassis.senderauth.dkim.SigningSettings;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.store.InMemoryMailStore;

/// The policy in a mail flow, over a DNS in memory.
@Timeout(60)
class SenderChecksTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T08:39:06Z"));
    private static final InetAddress GOOD = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress BAD = InetAddress.ofLiteral("198.51.100.66");
    private static final InetAddress TRUSTED = InetAddress.ofLiteral("10.1.2.3");
    private static final DkimKey KEY =
            DkimKey.generate(new DomainName("strict.example"), "k", DkimAlgorithm.ED25519_SHA256);
    private static final DkimKey LIST =
            DkimKey.generate(new DomainName("list.example"), "l", DkimAlgorithm.ED25519_SHA256);
    private static final DkimKey OTHER =
            DkimKey.generate(new DomainName("other.example"), "o", DkimAlgorithm.ED25519_SHA256);
    private static final EmailAddress ANN_ADDRESS = EmailAddress.valueOf("ann@example.org");
    private static final Account ANN = new Account(
            new AccountId(1),
            new Login("ann"),
            "",
            Quota.UNLIMITED,
            true,
            Optional.of(ANN_ADDRESS),
            List.of(ANN_ADDRESS),
            Account.PopDelete.HIDE,
            Set.of(),
            Locale.ENGLISH);

    private final InMemoryDns dns = new InMemoryDns()
            .txt("strict.example", "v=spf1 ip4:192.0.2.0/24 -all")
            .txt("_dmarc.strict.example", "v=DMARC1; p=reject")
            .txt(KEY.recordName(), KEY.recordText())
            .txt("junk.example", "v=spf1 ip4:192.0.2.0/24 -all")
            .txt("_dmarc.junk.example", "v=DMARC1; p=quarantine")
            .txt("_dmarc.mild.example", "v=DMARC1; p=none")
            .txt(LIST.recordName(), LIST.recordText())
            .txt(OTHER.recordName(), OTHER.recordText());
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, CLOCK);
    private final SenderChecks checks = new SenderChecks(
            new SenderAuthentication(
                    dns,
                    new AuthenticationSettings(
                            new DomainName("mx.example.org"), Duration.ofSeconds(3), DkimSettings.DEFAULT),
                    PublicSuffixes::shipped,
                    CLOCK),
            "mx.example.org",
            List.of(Cidr.parse("10.0.0.0/8").orElseThrow()),
            List.of(new DomainName("list.example")));
    private final MailFlow flow = new MailFlow(
            _ -> Route.local(ANN, Optional.empty()),
            Optional::empty,
            store,
            CLOCK,
            100_000,
            List.of(checks),
            Correspondents.NONE,
            Trace.NONE);

    private Mode mode = Mode.ENFORCE;

    private Reception reception(InetAddress address, String sender) {
        Client client = Client.connected(address, new Entrance("smtp", Map.of(Check.SENDER_AUTH, mode)))
                .greeting("mail.b.example");
        return reception(client, sender);
    }

    private Reception reception(Client client, String sender) {
        var opening = flow.mail(client, EmailAddress.parse(sender), MailParameters.NONE);
        Reception reception = ((Opening.Opened) opening).reception();
        assertThat(reception.rcpt(ANN_ADDRESS, RecipientParameters.NONE)).isEmpty();
        return reception;
    }

    private static String from(String domain) {
        return "From: a@" + domain + "\r\nSubject: s\r\n\r\ntext\r\n";
    }

    private static Spool content(String text) {
        try {
            Spool spool = new Spool(Path.of("nowhere"));
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            spool.write(octets, 0, octets.length);
            spool.finish();
            return spool;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Refusal> bring(Reception reception, String text) {
        return switch (reception.deliver(content(text))) {
            case Delivery.Accepted _ -> Optional.empty();
            case Delivery.Refused(var refusal) -> Optional.of(refusal);
        };
    }

    private Optional<Refusal> bring(InetAddress client, String domain) {
        return bring(reception(client, "a@" + domain), from(domain));
    }

    private String last(String mailbox) {
        var snapshot = store.snapshot(
                store.mailbox(ANN.id(), new MailboxName(mailbox)).orElseThrow().id());
        if (snapshot.count() == 0) {
            return "";
        }
        var message = store.message(snapshot, snapshot.count() - 1);
        try (var in = message.open(0, message.size())) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatPassesIsDeliveredWithItsResults() {
        Reception reception = reception(GOOD, "a@strict.example");
        assertThat(bring(reception, from("strict.example"))).isEmpty();
        assertThat(last("INBOX"))
                .startsWith("Authentication-Results: mx.example.org;\r\n\tspf=pass smtp.mailfrom=")
                .contains("dkim=none", "dmarc=pass (p=reject dis=none) header.from=strict.example\r\nFrom: ");
        assertThat(reception.authentication().orElseThrow().spf().outcome()).isEqualTo(SpfOutcome.PASS);
        assertThat(reception.marks()).containsExactly(new Mark(Check.SENDER_AUTH, -1, "dmarc-pass", "strict.example"));
    }

    @Test
    void aSignatureHelpsWhoComesFromElsewhere() throws IOException {
        String text = from("strict.example");
        byte[] signature = new DkimSigner(List.of(KEY), SigningSettings.DEFAULT).sign(content(text), CLOCK.instant());
        assertThat(bring(
                        reception(BAD, "list@lists.example"),
                        new String(signature, StandardCharsets.ISO_8859_1) + text))
                .isEmpty();
        assertThat(last("INBOX")).contains("spf=none", "dkim=pass header.d=strict.example", "dmarc=pass");
    }

    @Test
    void theAuthorsDomainDecidesAboutForgedMail() {
        assertThat(bring(BAD, "strict.example")).contains(new Refusal.NotFromItsAuthor());
        assertThat(bring(BAD, "sub.strict.example")).contains(new Refusal.NotFromItsAuthor());
        assertThat(bring(BAD, "mild.example")).isEmpty();
        assertThat(last("INBOX")).contains("dmarc=fail (p=none dis=none)");
        assertThat(last("Junk")).isEmpty();
        assertThat(bring(BAD, "junk.example")).isEmpty();
        assertThat(last("Junk")).contains("dmarc=fail (p=quarantine dis=quarantine)");
        assertThat(last("INBOX")).contains("mild.example");
    }

    @Test
    void mailWithoutOneAuthorsDomainIsMarked() {
        Reception reception = reception(BAD, "a@mild.example");
        assertThat(bring(reception, "From: a@strict.example, b@mild.example\r\n\r\ntext\r\n"))
                .isEmpty();
        assertThat(reception.marks()).extracting(Mark::code).containsExactly("author-unclear");
        assertThat(last("INBOX")).contains("dmarc=permerror");
    }

    @Test
    void aDnsThatFailsLetsNobodyInByAccident() {
        dns.fails("_dmarc.strict.example", Failure.SERVER_FAILURE);
        assertThat(bring(BAD, "strict.example")).contains(new Refusal.SenderUnclear());
        dns.remove("_dmarc.strict.example").txt("_dmarc.strict.example", "v=DMARC1; p=reject");
        dns.fails("strict.example", Failure.TIMEOUT);
        assertThat(bring(GOOD, "strict.example")).contains(new Refusal.SenderUnclear());
        dns.fails("mild.example", Failure.TIMEOUT);
        assertThat(bring(GOOD, "mild.example")).isEmpty(); // it would be let in in any case
        assertThat(last("INBOX")).contains("spf=temperror", "dmarc=temperror");
    }

    @Test
    void aSilentDnsTakesNoLongerThanTheLimit() {
        dns.silent("_dmarc.strict.example");
        long start = System.nanoTime();
        assertThat(bring(BAD, "strict.example")).contains(new Refusal.SenderUnclear());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void observingRefusesAndMovesNothing() {
        mode = Mode.OBSERVE;
        assertThat(bring(BAD, "strict.example")).isEmpty();
        assertThat(last("INBOX")).contains("dmarc=fail (p=reject dis=reject)");
        assertThat(bring(BAD, "junk.example")).isEmpty();
        assertThat(last("INBOX")).contains("junk.example");
        assertThat(last("Junk")).isEmpty();
        mode = Mode.OFF;
        assertThat(bring(BAD, "strict.example")).isEmpty();
        assertThat(last("INBOX")).startsWith("From: ");
    }

    @Test
    void whoIsTrustedCostsNothing() {
        Client ann = Client.connected(GOOD).greeting("laptop").loggedIn(ANN);
        assertThat(bring(reception(ann, "ann@example.org"), "From: ann@example.org\r\n\r\ntext\r\n"))
                .isEmpty();
        Reception reception = reception(TRUSTED, "a@strict.example");
        assertThat(bring(reception, from("strict.example"))).isEmpty();
        assertThat(reception.authentication()).isEmpty();
        assertThat(last("INBOX")).startsWith("From: ");
        assertThat(dns.asked()).isEmpty();
    }

    @Test
    void spfIsKnownBeforeThereIsAMessage() {
        Client good = Client.connected(GOOD).greeting("mail.b.example");
        EmailAddress sender = EmailAddress.valueOf("a@strict.example");
        assertThat(checks.spfPasses(good, sender)).isTrue();
        assertThat(checks.spfPasses(Client.connected(BAD), sender)).isFalse();
        assertThat(checks.spfPasses(good, EmailAddress.valueOf("a@nothing.example")))
                .isFalse();
    }

    // ---- those who passed it on

    /// A message with a chain of one: RFC 8617 §5.1, where nothing needs folding.
    private static String sealed(String message, DkimKey by, String results) throws Exception {
        String[] parts = message.split("\r\n\r\n", 2);
        String from = parts[0].lines().findFirst().orElseThrow();
        String tags = "; a=ed25519-sha256; d=" + by.domain().ascii() + "; s=" + by.selector() + ";";
        String found = "ARC-Authentication-Results: i=1; " + results;
        String signature = "ARC-Message-Signature: i=1" + tags + " c=relaxed/relaxed; h=From; bh="
                + base64(sha256(parts[1])) + "; b=";
        signature += sign(by, relaxed(from) + "\r\n" + relaxed(signature));
        String seal = "ARC-Seal: i=1" + tags + " cv=none; b=";
        seal += sign(by, relaxed(found) + "\r\n" + relaxed(signature) + "\r\n" + relaxed(seal));
        return seal + "\r\n" + signature + "\r\n" + found + "\r\n" + message;
    }

    private static String relaxed(String field) {
        int colon = field.indexOf(':');
        return field.substring(0, colon).toLowerCase(Locale.ROOT) + ":"
                + field.substring(colon + 1).strip();
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static String sign(DkimKey key, String text) throws Exception {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key.privateKey());
        signer.update(sha256(text));
        return base64(signer.sign());
    }

    @Test
    void whatATrustedListVouchesForIsNotRefused() throws Exception {
        String list = sealed(from("strict.example"), LIST, "mx.list.example; dmarc=pass header.from=strict.example");
        Reception reception = reception(BAD, "bounces@list.example");
        assertThat(bring(reception, list)).isEmpty();
        assertThat(reception.marks()).containsExactly(new Mark(Check.SENDER_AUTH, 0, "arc-vouched", "list.example"));
        Reception junk = reception(BAD, "bounces@list.example");
        assertThat(bring(
                        junk,
                        sealed(from("junk.example"), LIST, "x; spf=fail; dmarc=pass (p=x) header.from=junk.example")))
                .isEmpty();
        assertThat(junk.junk()).isEmpty();
    }

    @Test
    void othersVouchForNothing() throws Exception {
        String text = from("strict.example");
        String pass = "mx.example; dmarc=pass header.from=strict.example";
        for (String message : List.of(
                text,
                sealed(text, OTHER, pass), // not trusted
                sealed(text, LIST, "mx.example; dmarc=fail header.from=strict.example"),
                sealed(text, LIST, "mx.example; dmarc=pass header.from=junk.example"), // about another
                sealed(text, LIST, pass).replace("text", "changed"),
                sealed(text, LIST, "mx.example; dmarc=fail").replace("dmarc=fail", "dmarc=pass"))) {
            assertThat(bring(reception(BAD, "bounces@list.example"), message))
                    .as(message)
                    .contains(new Refusal.NotFromItsAuthor());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mx; dmarc=pass header.from=a.example                          | true
            mx; spf=fail; DMARC = Pass (p=reject) header.from="A.example" | true
            mx; dmarc=pass action=none header.from=a.example; dkim=none   | true
            mx; dmarc=pass                                                | false
            mx; dmarc=passed header.from=a.example                        | false
            mx; dmarc=fail (dmarc=pass header.from=a.example)             | false
            mx; dmarc=fail ((; dmarc=pass header.from=a.example)          | false
            mx; dmarc=fail header.from=x; dmarc=none header.from=a.example | false
            mx; dmarc=pass xheader.from=a.example                         | false
            mx; dmarc=pass header.from=b.a.example                        | false
            """)
    void resultsAreReadAsTheyAreWritten(String results, boolean passes) {
        assertThat(TrustedSealers.saysPass(results, new DomainName("a.example")))
                .isEqualTo(passes);
    }
}
