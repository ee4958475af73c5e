package org.tassis.directory.access;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

/// The rules of codes beside the password. Any thread.
public final class SecondFactors {
    private final AccessRecords records;
    private final UnaryOperator<String> seal;
    private final UnaryOperator<String> open;
    private final InstantSource clock;

    /// @param seal makes of a secret what is kept
    /// @param open the opposite
    public SecondFactors(
            AccessRecords records, UnaryOperator<String> seal, UnaryOperator<String> open, InstantSource clock) {
        this.records = records;
        this.seal = seal;
        this.open = open;
        this.clock = clock;
    }

    /// Whether the account asks for a code.
    public boolean isOn(AccountId account) {
        return records.secondFactor(account).isPresent();
    }

    /// Switches it on when the owner's program shows the right code: that proves that it has the secret.
    ///
    /// @param secret as {@link Totp#newSecret} made it; until then it was shown and kept nowhere
    /// @return whether the code was right
    public boolean begin(AccountId account, Secret secret, String code) {
        OptionalLong step = Totp.step(secret, code, clock.instant());
        step.ifPresent(used -> records.setSecondFactor(
                account, Optional.of(new SecondFactor(seal.apply(secret.reveal()), clock.instant(), used))));
        return step.isPresent();
    }

    /// Whether the code is right; each is right once (RFC 6238 §5.2). True for an account that asks for none. How often
    /// somebody may try is for the caller to limit.
    public boolean check(AccountId account, String code) {
        Optional<SecondFactor> factor = records.secondFactor(account);
        if (factor.isEmpty()) {
            return true;
        }
        OptionalLong step;
        try (Secret secret = new Secret(open.apply(factor.get().sealed()))) {
            step = Totp.step(secret, code, clock.instant());
        }
        return step.isPresent() && records.useStep(account, step.getAsLong());
    }

    public void end(AccountId account) {
        records.setSecondFactor(account, Optional.empty());
    }
}
