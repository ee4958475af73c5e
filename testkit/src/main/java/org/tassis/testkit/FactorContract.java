package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.FactorRecords;
import org.tassis.directory.NewAccount;
import org.tassis.directory.Passkey;
import org.tassis.directory.SecondFactor;

/// What every {@link FactorRecords} must do.
public interface FactorContract {
    Instant NOON = Instant.parse("2026-03-01T12:00:00.100Z");

    DirectoryRecords records();

    private AccountId factorAccount(String login) {
        return records()
                .addAccount(NewAccount.named(new Login(login)), Optional.of("hash"), NOON)
                .account()
                .id();
    }

    private static Passkey passkey(AccountId account, String credential) {
        return Passkey.made(account, credential, "école", "mail.example.org", "key of " + credential, 3, NOON);
    }

    @Test
    default void aSecondFactorIsSetReplacedAndEnded() {
        AccountId ann = factorAccount("ann");
        assertThat(records().secondFactor(ann)).isEmpty();
        assertThat(records().useStep(ann, 5)).isFalse();
        assertThat(records().hasFactor(ann)).isFalse();
        records().setSecondFactor(ann, Optional.of(new SecondFactor("one", NOON, 5)));
        records().setSecondFactor(ann, Optional.of(new SecondFactor("two", NOON, 7)));
        assertThat(records().secondFactor(ann)).contains(new SecondFactor("two", NOON, 7));
        assertThat(records().hasFactor(ann)).isTrue();
        assertThat(records().useStep(ann, 7)).isFalse();
        assertThat(records().useStep(ann, 9)).isTrue();
        assertThat(records().useStep(ann, 8)).isFalse();
        assertThat(records().secondFactor(ann).orElseThrow().lastStep()).isEqualTo(9);
        records().setSecondFactor(ann, Optional.empty());
        assertThat(records().secondFactor(ann)).isEmpty();
        assertThat(records().hasFactor(ann)).isFalse();
    }

    @Test
    default void passkeysAreFoundByTheirCredentials() {
        AccountId ann = factorAccount("ann");
        AccountId bob = factorAccount("bob");
        String longest = "x".repeat(Passkey.MAX_CREDENTIAL);
        Passkey one = records().addPasskey(passkey(ann, "one"), 2).orElseThrow();
        Passkey two = records().addPasskey(passkey(ann, longest), 2).orElseThrow();
        assertThat(one).isEqualTo(passkey(ann, "one").withId(one.id()));
        assertThat(records().addPasskey(passkey(bob, "one"), 2)).isEmpty(); // is ann's
        assertThatThrownBy(() -> records().addPasskey(passkey(ann, "three"), 2))
                .isInstanceOfSatisfying(DirectoryException.class, e -> assertThat(e.failure())
                        .isInstanceOf(DirectoryFailure.TooMany.class));
        assertThat(catchThrowable(() -> records().addPasskey(passkey(new AccountId(987_654), "four"), 2)))
                .isInstanceOf(DirectoryException.class);
        assertThat(records().passkeys(ann)).containsExactly(one, two);
        assertThat(records().passkeys(bob)).isEmpty();
        assertThat(records().hasFactor(ann)).isTrue();
        assertThat(records().hasFactor(bob)).isFalse();
        assertThat(records().passkey(longest)).contains(two);
        assertThat(records().passkey("four")).isEmpty();
        assertThat(records().renamePasskey(bob, one.id(), "mine")).isFalse();
        assertThat(records().renamePasskey(ann, one.id(), "Téléphone")).isTrue();
        assertThat(records().passkey("one")).contains(one.withName("Téléphone"));
        assertThat(records().removePasskey(bob, one.id())).isFalse();
        assertThat(records().removePasskey(ann, one.id())).isTrue();
        assertThat(records().removePasskey(ann, one.id())).isFalse();
        assertThat(records().passkeys(ann)).containsExactly(two);
        records().deleteAccount(ann);
        assertThat(records().passkey(longest)).isEmpty();
        assertThat(records().hasFactor(ann)).isFalse();
    }

    @Test
    default void theCounterOfSignaturesOnlyGoesUp() {
        AccountId ann = factorAccount("ann");
        Passkey counting = records().addPasskey(passkey(ann, "one"), 9).orElseThrow();
        assertThat(records().usePasskey(counting.id(), 3, NOON, "192.0.2.1")).isFalse();
        assertThat(records().usePasskey(counting.id(), 0, NOON, "192.0.2.1")).isFalse();
        assertThat(records().usePasskey(counting.id(), 4, NOON.plusSeconds(1), "192.0.2.1"))
                .isTrue();
        assertThat(records().usePasskey(counting.id(), 4, NOON.plusSeconds(2), "192.0.2.2"))
                .isFalse();
        assertThat(records().passkey("one")).contains(counting.usedAt(4, NOON.plusSeconds(1), "192.0.2.1"));
        Passkey other = records()
                .addPasskey(Passkey.made(ann, "two", "b", "localhost", "k", 0, NOON), 9)
                .orElseThrow();
        assertThat(records().usePasskey(other.id(), 0, NOON, "::1")).isTrue();
        assertThat(records().usePasskey(other.id(), 0, NOON, "::1")).isTrue();
        assertThat(records().usePasskey(other.id(), 1, NOON, "::1")).isTrue();
        assertThat(records().usePasskey(other.id(), 0, NOON, "::1")).isFalse();
        assertThat(records().usePasskey(other.id() + 1000, 9, NOON, "::1")).isFalse();
    }

    @Test
    default void aRecoveryCodeIsGoodOnce() {
        AccountId ann = factorAccount("ann");
        AccountId bob = factorAccount("bob");
        assertThat(records().recoveryCodes(ann)).isZero();
        records().setRecoveryCodes(ann, List.of("a", "b", "c"));
        records().setRecoveryCodes(bob, List.of("a"));
        assertThat(records().recoveryCodes(ann)).isEqualTo(3);
        assertThat(records().useRecoveryCode(ann, "b")).isTrue();
        assertThat(records().useRecoveryCode(ann, "b")).isFalse();
        assertThat(records().useRecoveryCode(ann, "d")).isFalse();
        assertThat(records().recoveryCodes(ann)).isEqualTo(2);
        assertThat(records().hasFactor(ann)).isFalse(); // they are for another factor
        records().setRecoveryCodes(ann, List.of("d"));
        assertThat(records().useRecoveryCode(ann, "a")).isFalse();
        assertThat(records().useRecoveryCode(ann, "d")).isTrue();
        records().setRecoveryCodes(ann, List.of("e"));
        records().deleteAccount(ann);
        assertThat(records().recoveryCodes(ann)).isZero();
        assertThat(records().recoveryCodes(bob)).isEqualTo(1);
    }
}
