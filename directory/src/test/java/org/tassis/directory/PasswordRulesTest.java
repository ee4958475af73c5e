package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    private static final List<String> MARIE = List.of(
            "monsite0001", "Marie-Hélène Dupont", "info@monsite.be", "info", "monsite.be", "xn--bcher-kva.example");

    private final PasswordRules rules = new PasswordRules();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "short1!|fewer than 8 characters",
                "''|fewer than 8 characters",
                "password|single word",
                "Password1|single word",
                "trustno1|single word",
                "p@ssw0rd|easy to guess",
                "12345678|easy to guess",
                "aaaaaaaaaaaaaaaa|easy to guess",
                "qwertyuiop|single word",
                "1q2w3e4r|easy to guess",
                "abc123abc123|easy to guess",
                "bruxelles|single word",
                "gemeente2024|single word",
                "anticonst|single word",
                "monsite0001|login name, address",
                "MONSITE0001|login name, address",
                "monsite-0001!|login name, address",
                "monsite0001xy|login name, address",
                "info@monsite.be|login name, address",
                "monsite.be|login name, address",
                "Marie-Hélène|login name, address",
                "dupont12|login name, address",
                "2024-01-01|easy to guess",
                "21/05/1978|easy to guess",
            })
    void weakPasswordsAreRefusedWithTheReason(String password, String reason) {
        assertThatThrownBy(() -> rules.check(password, MARIE))
                .isInstanceOfSatisfying(DirectoryException.class, refused -> {
                    assertThat(refused.failure()).isInstanceOf(DirectoryFailure.WeakPassword.class);
                    assertThat(refused.getMessage()).contains(reason).endsWith(".");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kivo-tame-ruzo-274",
                "correct horse battery staple",
                "Fz7#kQ2p!",
                "zeven kleine eendjes zwemmen",
                "mijn fiets heeft 3 lekke banden",
                "山田花子は今日も走る",
            })
    void strongPasswordsAreTaken(String password) {
        assertThat(rules.check(password, MARIE)).isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource({
        "'',0,false",
        "short,0,false",
        "password,0,false",
        "monsite0001xy,2,false",
        "correct horse battery staple,4,true",
        "Fz7#kQ2p!,3,true"
    })
    void whatIsRefusedIsNeverCalledStrong(String password, int most, boolean taken) {
        PasswordStrength strength = rules.strength(password, MARIE);
        assertThat(strength.weak().isEmpty()).isEqualTo(taken);
        assertThat(strength.score()).isBetween(taken ? 3 : 0, most);
        assertThat(rules.strength("x7!kQ".repeat(60), MARIE).weak()).isPresent();
    }

    @Test
    void lengthIsCountedInCharactersThatPeopleSee() {
        assertThatThrownBy(() -> rules.check("🐎🐄🐖🐑", List.of())).hasMessageContaining("fewer than 8");
        assertThatThrownBy(() -> rules.check("x7!kQ".repeat(60), List.of())).hasMessageContaining("longer than 256");
    }

    @Test
    void whatCannotBeTypedIsRefused() {
        assertThatThrownBy(() -> rules.check("Fz7#k\u0000Q2p!xyz", List.of())).hasMessageContaining("cannot be typed");
        assertThatThrownBy(() -> rules.check("Fz7#k\ud800Q2p!xyz", List.of())).hasMessageContaining("cannot be typed");
    }

    @Test
    @Timeout(10)
    void aLongPasswordIsJudgedQuickly() {
        for (String hostile : List.of("4@4@4@4@", "aAaAbBbB", "1l!i|1l!", "$5$5s5S5", "passwordp4ssw0rd")) {
            String text = hostile.repeat(32).substring(0, 256);
            try {
                rules.check(text, MARIE);
            } catch (DirectoryException e) {
                assertThat(e.failure()).isInstanceOf(DirectoryFailure.WeakPassword.class);
            }
        }
    }

    @Test
    void generatedPasswordsAreGoodAndDiffer() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String password = PasswordGenerator.password();
            assertThat(password)
                    .matches("([bdfghjkmnprstvz][aeiou]){2}(-([bdfghjkmnprstvz][aeiou]){2}){2}-[1-9][0-9]{2}");
            assertThat(rules.check(password, MARIE)).isEqualTo(password);
            assertThat(seen.add(password)).isTrue();
            String app = PasswordGenerator.appPassword();
            assertThat(app).matches("[a-z2-9]{4}(-[a-z2-9]{4}){4}");
            assertThat(seen.add(app)).isTrue();
        }
    }

    @Test
    void oneFormOfAPasswordWhateverTheKeyboard() {
        String composed = "crème brûlée 7";
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        assertThat(decomposed).isNotEqualTo(composed);
        assertThat(PasswordText.normalise(decomposed)).contains(composed);
        assertThat(PasswordText.normalise("a\u00a0b\u3000c")).contains("a b c");
        assertThat(PasswordText.normalise("Ab\uff21")).contains("Ab\uff21"); // case and width stay
        assertThat(PasswordText.normalise(" x ")).contains(" x ");
        assertThat(PasswordText.normalise("")).isEmpty();
        assertThat(PasswordText.normalise("a\nb")).isEmpty();
        assertThat(PasswordText.normalise("a\udc00")).isEmpty();
        assertThat(PasswordText.normalise("x".repeat(257))).isEmpty();
        assertThat(PasswordText.normalise("x".repeat(256))).isPresent();
    }
}
