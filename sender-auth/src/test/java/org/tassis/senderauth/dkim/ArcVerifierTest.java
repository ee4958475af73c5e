package org.tassis.senderauth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.DomainName;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dkim.ArcReason.Part;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;

/// RFC 8617 §5.2, on chains made by {@link TestSealer}.
@Timeout(60)
class ArcVerifierTest {
    private static final DkimKey LIST = DkimKey.generate(new DomainName("list.example"), "a", DkimAlgorithm.RSA_SHA256);
    private static final DkimKey FORWARDER =
            DkimKey.generate(new DomainName("forward.example"), "b", DkimAlgorithm.ED25519_SHA256);
    private static final String MESSAGE =
            "From: Ann  <ann@example.org>\r\nSubject: Hello\r\n  there\r\n\r\nHello \t Bob \r\n\r\n\r\n";

    private final InMemoryDns dns = new InMemoryDns()
            .txt(LIST.recordName(), LIST.recordText())
            .txt(FORWARDER.recordName(), FORWARDER.recordText());

    private ArcResult verify(String message) throws Exception {
        return new ArcVerifier(dns, DkimSettings.DEFAULT).verify(TestContent.of(message.getBytes(ISO_8859_1)));
    }

    private static String chain(int length) throws Exception {
        String message = MESSAGE;
        for (int i = 1; i <= length; i++) {
            message = new TestSealer(i % 2 == 1 ? LIST : FORWARDER)
                    .seal(message, i, i == 1 ? "none" : "pass", "mx" + i + ".example; spf=pass;\r\n\tdkim=fail");
        }
        return message;
    }

    @Test
    void withoutFieldsThereIsNoChain() throws Exception {
        assertThat(verify(MESSAGE)).isEqualTo(ArcResult.of(ArcOutcome.NONE, new ArcReason.NoChain()));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "50"})
    void aWholeChainPasses(int length) throws Exception {
        var result = verify(chain(length));
        assertThat(result.reason()).isEqualTo(new ArcReason.Whole());
        assertThat(result.passes()).isTrue();
        assertThat(result.sets()).hasSize(length);
        assertThat(result.sets().getFirst())
                .isEqualTo(new ArcResult.Sealed(1, "list.example", "a", "mx1.example; spf=pass;\tdkim=fail"));
    }

    @Test
    void aChainThatIsTooLongFails() throws Exception {
        String message = chain(50);
        String more = new TestSealer(LIST).seal(message, 51, "pass", "x");
        assertThat(verify(more).reason()).isEqualTo(new ArcReason.TooLong(51));
    }

    @Test
    void whatWasChangedBehindTheLastSealFails() throws Exception {
        assertThat(verify(chain(2).replace("Bob", "Rob")).reason())
                .isEqualTo(new ArcReason.NotVerified(2, Part.MESSAGE_SIGNATURE, new DkimReason.BodyChanged()));
        assertThat(verify(chain(2).replace("Hello\r\n  there", "Hello you")).reason())
                .isEqualTo(new ArcReason.NotVerified(2, Part.MESSAGE_SIGNATURE, new DkimReason.HeaderChanged()));
    }

    @Test
    void whatWasChangedOnTheWayAndSealedAgainPasses() throws Exception {
        String changed = chain(1).replace("Bob", "Bob and all").replace("Hello\r\n  there", "[list] Hello");
        assertThat(verify(changed).passes()).isFalse();
        assertThat(verify(new TestSealer(FORWARDER).seal(changed, 2, "pass", "x"))
                        .passes())
                .isTrue();
    }

    @Test
    void forgedResultsOfAnEarlierHandFail() throws Exception {
        assertThat(verify(chain(3).replace("mx1.example; spf=pass", "mx1.example; spf=fail"))
                        .reason())
                .isEqualTo(new ArcReason.NotVerified(3, Part.SEAL, new DkimReason.HeaderChanged()));
    }

    @Test
    void aSetThatIsNotWholeFails() throws Exception {
        for (var part : Part.values()) {
            String name =
                    switch (part) {
                        case AUTHENTICATION_RESULTS -> "ARC-Authentication-Results: i=1";
                        case MESSAGE_SIGNATURE -> "ARC-Message-Signature: i=1";
                        case SEAL -> "ARC-Seal: i=1";
                    };
            assertThat(verify(chain(2).replace(name, "X-" + name)).reason()).isEqualTo(new ArcReason.Missing(1, part));
            assertThat(verify(chain(2).replace(name, name + "x")).reason()).isEqualTo(new ArcReason.NoInstance(part));
            assertThat(verify(chain(2).replace(name, name.replace("i=1", "i=2")))
                            .reason())
                    .isEqualTo(new ArcReason.Twice(2, part));
            assertThat(verify(chain(2).replace(name, name.replace("i=1", "i=0")))
                            .reason())
                    .isEqualTo(new ArcReason.NoInstance(part));
        }
    }

    @Test
    void theChainMustSayThatItWasWhole() throws Exception {
        String broken = new TestSealer(LIST).seal(MESSAGE, 1, "none", "x");
        assertThat(verify(new TestSealer(FORWARDER).seal(broken, 2, "fail", "x"))
                        .reason())
                .isEqualTo(new ArcReason.AlreadyBroken(2));
        assertThat(verify(new TestSealer(FORWARDER).seal(broken, 2, "none", "x"))
                        .reason())
                .isEqualTo(new ArcReason.WrongStatus(2));
        assertThat(verify(new TestSealer(LIST).seal(MESSAGE, 1, "pass", "x")).reason())
                .isEqualTo(new ArcReason.WrongStatus(1));
    }

    @Test
    void aFailingDnsIsATemporaryErrorAndAMissingKeyAFailure() throws Exception {
        String message = chain(2);
        dns.fails(LIST.recordName(), Failure.SERVER_FAILURE);
        assertThat(verify(message).outcome()).isEqualTo(ArcOutcome.TEMPERROR);
        assertThat(verify(message).sets()).as("nobody vouches for them").isEmpty();
        dns.remove(LIST.recordName());
        assertThat(verify(message))
                .isEqualTo(ArcResult.of(
                        ArcOutcome.FAIL,
                        new ArcReason.NotVerified(1, Part.SEAL, new DkimReason.NoKey(LIST.recordName()))));
    }

    @Test
    void changedOctetsNeverPassAndNothingThrows() throws Exception {
        var random = new Random(8);
        String good = chain(3);
        int end = good.indexOf("From:");
        for (int round = 0; round < 1500; round++) {
            var changed = new StringBuilder(good);
            int at = random.nextInt(end);
            char to = "aZ;=:\r\n \u00ff0".charAt(random.nextInt(10));
            char from = changed.charAt(at);
            changed.setCharAt(at, to);
            var result = verify(changed.toString());
            boolean letters = Character.isLetterOrDigit(from)
                    && Character.isLetterOrDigit(to)
                    && Character.toLowerCase(from) != Character.toLowerCase(to)
                    && good.charAt(at + 1) != '='; // some bits of the last letter of Base64 mean nothing
            if (letters) {
                assertThat(result.passes()).as("%d to %c: %s", at, to, changed).isFalse();
            }
        }
    }
}
