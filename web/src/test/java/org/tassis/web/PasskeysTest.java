package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.directory.Passkey;
import org.tassis.testkit.SoftKey;
import org.tassis.testkit.TestDirectory;

/// What a browser signs, right and wrong.
class PasskeysTest {
    private static final Site SITE = new Site("mail.example.org", "https://mail.example.org");
    private static final Site ADMIN = new Site("mail.example.org", "https://mail.example.org:10000");
    private static final String NOBODY = "";

    private final TestDirectory people = new TestDirectory();
    private final Passkeys passkeys = new Passkeys(people.directory.factors());
    private final Ceremonies ceremonies = new Ceremonies(Instant::now);
    private final SoftKey key = new SoftKey();

    private Ceremonies.Begun begin(Ceremonies.Kind kind, Site site, Optional<Account> account) {
        return ceremonies.begin(kind, "browser", site, account.map(Account::id), "192.0.2.1");
    }

    private static String challenge(Ceremonies.Begun begun) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(begun.challenge());
    }

    private static Passkeys.Answer answer(SoftKey.Answer answer, String user) {
        return new Passkeys.Answer(answer.id(), answer.client(), answer.authenticator(), answer.signature(), user);
    }

    private Optional<Passkey> made(Ceremonies.Begun begun, SoftKey.Answer answer) {
        return passkeys.made(begun, answer(answer, NOBODY), "Phone", Instant.now());
    }

    private Passkey register(Account account) {
        Ceremonies.Begun begun = begin(Ceremonies.Kind.ADD, SITE, Optional.of(account));
        Passkey made = made(begun, key.make(challenge(begun), SITE.origin(), SITE.host()))
                .orElseThrow();
        return people.directory.factors().addPasskey(made).orElseThrow();
    }

    private Optional<Passkey> shown(Ceremonies.Begun begun, String user) {
        return passkeys.shown(
                begun,
                answer(
                        key.sign(
                                challenge(begun),
                                begun.site().origin(),
                                begun.site().host()),
                        user));
    }

    private static String handle(Account account) {
        return Passkeys.handle(account.id());
    }

    @Test
    void aKeyThatWasMadeHereOpensPagesAndAdministration() {
        Passkey made = register(people.ann);
        assertThat(made.credential()).isEqualTo(key.id());
        assertThat(made.site()).isEqualTo("mail.example.org");
        assertThat(shown(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann)), NOBODY)
                        .map(Passkey::account))
                .contains(people.ann.id());
        assertThat(shown(begin(Ceremonies.Kind.ALONE, ADMIN, Optional.empty()), handle(people.ann)))
                .isPresent();
        Passkey used = people.directory.factors().passkeys(people.ann.id()).getFirst();
        assertThat(used.used()).isPresent();
        assertThat(used.usedFrom()).isEqualTo("192.0.2.1");
    }

    @Test
    void aKeyOfAnotherOriginIsNotTaken() {
        Ceremonies.Begun begun = begin(Ceremonies.Kind.ADD, SITE, Optional.of(people.ann));
        String challenge = challenge(begun);
        assertThat(made(begun, key.make(challenge, "https://mail.example.org.evil.example", SITE.host())))
                .isEmpty();
        assertThat(made(begun, key.make(challenge, ADMIN.origin(), SITE.host())))
                .isEmpty();
        assertThat(made(begun, key.make(challenge, SITE.origin(), "evil.example")))
                .isEmpty();
        assertThat(made(begun, key.make("AAAA", SITE.origin(), SITE.host()))).isEmpty();
        assertThat(made(begun, key.sign(challenge, SITE.origin(), SITE.host()))).isEmpty();
        assertThat(passkeys.made(begun, new Passkeys.Answer("", "!", "%", "", ""), "x", Instant.now()))
                .isEmpty();
        assertThat(passkeys.made(
                        begun,
                        new Passkeys.Answer("", "A".repeat(Passkeys.MAX_PART + 1), "AAAA", "", ""),
                        "x",
                        Instant.now()))
                .isEmpty();
        assertThat(made(begun, key.make(challenge, SITE.origin(), SITE.host()))).isPresent();
    }

    @Test
    void whatWasSignedElsewhereOrBeforeOpensNothing() {
        register(people.ann);
        Ceremonies.Begun begun = begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann));
        String challenge = challenge(begun);
        for (SoftKey.Answer wrong : List.of(
                key.sign(challenge, "https://evil.example", SITE.host()),
                key.sign(challenge, ADMIN.origin(), SITE.host()),
                key.sign(challenge, SITE.origin(), "evil.example"),
                key.sign(
                        challenge(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann))),
                        SITE.origin(),
                        SITE.host()),
                key.make(challenge, SITE.origin(), SITE.host()),
                new SoftKey().sign(challenge, SITE.origin(), SITE.host()))) {
            assertThat(passkeys.shown(begun, answer(wrong, NOBODY))).isEmpty();
        }
        SoftKey.Answer right = key.sign(challenge, SITE.origin(), SITE.host());
        String flipped = (right.signature().charAt(20) == 'A' ? 'B' : 'A')
                + right.signature().substring(21);
        assertThat(passkeys.shown(
                        begun,
                        new Passkeys.Answer(
                                right.id(),
                                right.client(),
                                right.authenticator(),
                                right.signature().substring(0, 20) + flipped,
                                NOBODY)))
                .isEmpty();
        assertThat(passkeys.shown(begun, answer(right, NOBODY))).isPresent();
    }

    @Test
    void theKeyOfSomebodyElseIsNotTaken() {
        register(people.bob);
        assertThat(shown(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann)), NOBODY))
                .isEmpty();
        assertThat(shown(begin(Ceremonies.Kind.ALONE, SITE, Optional.empty()), handle(people.ann)))
                .isEmpty();
        assertThat(shown(begin(Ceremonies.Kind.ALONE, SITE, Optional.empty()), NOBODY))
                .isEmpty(); // does not say whose it is
        assertThat(shown(begin(Ceremonies.Kind.ALONE, SITE, Optional.empty()), handle(people.bob)))
                .isPresent();
    }

    @Test
    void aKeyThatDoesNotLookWhoHoldsItIsNoWholeLogin() {
        key.verifies = false;
        register(people.ann);
        assertThat(shown(begin(Ceremonies.Kind.ALONE, SITE, Optional.empty()), handle(people.ann)))
                .isEmpty();
        assertThat(shown(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann)), NOBODY))
                .isPresent();
    }

    @Test
    void aCopyOfAKeyIsFoundByItsCounter() {
        key.counter = 5;
        register(people.ann);
        assertThat(shown(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann)), NOBODY))
                .isPresent();
        key.counter = 5;
        assertThat(shown(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann)), NOBODY))
                .isEmpty();
        key.counter = 20;
        assertThat(shown(begin(Ceremonies.Kind.BESIDE, SITE, Optional.of(people.ann)), NOBODY))
                .isPresent();
    }

    @Test
    void whatIsAskedSaysNothingOfTheAccountButItsName() {
        Passkey made = register(people.ann);
        Ceremonies.Begun begun = begin(Ceremonies.Kind.ADD, SITE, Optional.of(people.ann));
        Map<String, Object> asked = passkeys.toAdd(begun, people.ann, List.of(made));
        assertThat(asked).containsEntry("challenge", challenge(begun)).containsEntry("attestation", "none");
        assertThat(asked.get("excludeCredentials"))
                .isEqualTo(List.of(Map.of("type", "public-key", "id", made.credential())));
        assertThat(passkeys.toShow(begun, List.of(made), true))
                .containsEntry("userVerification", "required")
                .containsEntry("rpId", "mail.example.org");
        assertThat(Passkeys.handle(new AccountId(1))).isEqualTo("AAAAAAAAAAE");
    }
}
