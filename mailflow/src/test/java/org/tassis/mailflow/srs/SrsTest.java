package org.tassis.mailflow.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

class SrsTest {
    private static final DomainName HERE = new DomainName("here.example");

    private final List<byte[]> keys = new ArrayList<>(List.of(key(1)));
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Srs srs = new Srs(() -> keys, () -> now);

    private static byte[] key(int filling) {
        byte[] key = new byte[SrsKeys.LENGTH];
        Arrays.fill(key, (byte) filling);
        return key;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoe@far.example",
                "Zoe.B+shop=x@far.example",
                "zoë@bücher.example",
                "\"odd one\"@far.example",
                "prvs=1234abcd=zoe@far.example",
                "SRS0@far.example"
            })
    void aSenderComesBack(String text) {
        EmailAddress sender = EmailAddress.valueOf(text);
        EmailAddress rewritten = srs.rewrite(sender, HERE, true).orElseThrow();
        assertThat(rewritten.domain()).isEqualTo(HERE);
        assertThat(Srs.isRewritten(rewritten)).isTrue();
        assertThat(srs.original(rewritten).orElseThrow().toString()).isEqualTo(sender.toString());
    }

    @Test
    void nothingGoesBackToWhoMayHaveBeenForged() {
        EmailAddress zoe = EmailAddress.valueOf("zoe@far.example");
        EmailAddress unproven = srs.rewrite(zoe, HERE, false).orElseThrow();
        assertThat(Srs.isRewritten(unproven)).isTrue();
        assertThat(unproven).isNotEqualTo(srs.rewrite(zoe, HERE, true).orElseThrow());
        assertThat(srs.original(unproven)).isEmpty();
    }

    @Test
    void itIsWrittenAsOthersWriteIt() {
        assertThat(srs.rewrite(EmailAddress.valueOf("zoe@far.example"), HERE, true)
                        .orElseThrow()
                        .toString())
                .matches("SRS0=[A-Z2-7]{6}=[A-Z2-7]{2}=far\\.example=zoe@here\\.example");
        EmailAddress second = srs.rewrite(
                        EmailAddress.valueOf("SRS0=abcd=XY=far.example=zoe@there.example"), HERE, true)
                .orElseThrow();
        assertThat(second.toString())
                .matches("SRS1=[A-Z2-7]{6}=there\\.example==abcd=XY=far\\.example=zoe@here\\.example");
        assertThat(srs.original(second)).contains(EmailAddress.valueOf("SRS0=abcd=XY=far.example=zoe@there.example"));
        EmailAddress third = srs.rewrite(
                        EmailAddress.valueOf("SRS1=wxyz=first.example==abcd=XY=far.example=zoe@there.example"),
                        HERE,
                        true)
                .orElseThrow();
        assertThat(third.toString())
                .matches("SRS1=[A-Z2-7]{6}=first\\.example==abcd=XY=far\\.example=zoe@here\\.example");
        assertThat(srs.original(third)).contains(EmailAddress.valueOf("SRS0=abcd=XY=far.example=zoe@first.example"));
        EmailAddress plus = srs.rewrite(EmailAddress.valueOf("SRS0+abcd=XY=far.example=zoe@there.example"), HERE, true)
                .orElseThrow();
        assertThat(srs.original(plus)).contains(EmailAddress.valueOf("SRS0+abcd=XY=far.example=zoe@there.example"));
    }

    @Test
    void caseMayChangeOnTheWay() {
        EmailAddress rewritten =
                srs.rewrite(EmailAddress.valueOf("Zoe@far.example"), HERE, true).orElseThrow();
        assertThat(srs.original(EmailAddress.valueOf(rewritten.toString().toLowerCase(Locale.ROOT))))
                .contains(EmailAddress.valueOf("zoe@far.example"));
    }

    @Test
    void whatThisServerDidNotWriteIsNotRead() {
        String good = srs.rewrite(EmailAddress.valueOf("zoe@far.example"), HERE, true)
                .orElseThrow()
                .toString();
        for (String forged : List.of(
                good.replace("zoe", "bob"),
                good.replace("far.example", "fax.example"),
                good.replaceFirst("SRS0=.", "SRS0=" + (good.charAt(5) == 'A' ? 'B' : 'A')),
                "SRS0=AAAAAA=AA=far.example=zoe@here.example",
                "SRS1=AAAAAA=far.example==x@here.example",
                "SRS0=@here.example",
                "SRS0=a=b=c@here.example",
                "zoe@here.example")) {
            assertThat(srs.original(EmailAddress.valueOf(forged))).as(forged).isEmpty();
        }
        keys.set(0, key(2));
        assertThat(srs.original(EmailAddress.valueOf(good))).isEmpty();
    }

    @Test
    void aKeyThatSignsNoMoreIsStillKnown() {
        EmailAddress rewritten =
                srs.rewrite(EmailAddress.valueOf("zoe@far.example"), HERE, true).orElseThrow();
        keys.addFirst(key(2));
        assertThat(srs.original(rewritten)).contains(EmailAddress.valueOf("zoe@far.example"));
        assertThat(srs.rewrite(EmailAddress.valueOf("zoe@far.example"), HERE, true))
                .isNotEqualTo(Optional.of(rewritten));
    }

    @Test
    void aBounceMayTakeThreeWeeks() {
        for (int start = 0; start < 1030; start++) { // also where the count of days begins anew
            EmailAddress rewritten = srs.rewrite(EmailAddress.valueOf("zoe@far.example"), HERE, true)
                    .orElseThrow();
            Instant then = now;
            now = then.plus(Duration.ofDays(Srs.VALID_DAYS));
            assertThat(srs.original(rewritten)).isPresent();
            now = then.plus(Duration.ofDays(Srs.VALID_DAYS + 1));
            assertThat(srs.original(rewritten)).isEmpty();
            now = then.plus(Duration.ofDays(1));
        }
    }

    @Test
    void whatWouldBeTooLongIsNotRewritten() {
        assertThat(srs.rewrite(EmailAddress.valueOf("z".repeat(50) + "@far.example"), HERE, true))
                .isEmpty();
        assertThat(srs.rewrite(EmailAddress.valueOf("z@" + "f".repeat(60) + ".example"), HERE, true))
                .isEmpty();
    }
}
