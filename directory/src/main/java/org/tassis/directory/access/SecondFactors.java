package org.tassis.directory.access;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.directory.Factors;
import org.tassis.directory.SecondFactor;

/// The rules of codes beside the password. Any thread.
public final class SecondFactors {
    private final Factors factors;
    private final UnaryOperator<String> seal;
    private final UnaryOperator<String> open;
    private final InstantSource clock;

    /// @param seal makes of a secret what is kept
    /// @param open the opposite
    public SecondFactors(Factors factors, UnaryOperator<String> seal, UnaryOperator<String> open, InstantSource clock) {
        this.factors = factors;
        this.seal = seal;
        this.open = open;
        this.clock = clock;
    }

    /// Switches it on when the owner's program shows the right code: that proves that it has the secret.
    ///
    /// @param secret as {@link Totp#newSecret} made it; until then it was shown and kept nowhere
    /// @return whether the code was right
    public boolean begin(AccountId account, Secret secret, String code) {
        OptionalLong step = Totp.step(secret, code, clock.instant());
        step.ifPresent(used ->
                factors.setCodes(account, new SecondFactor(seal.apply(secret.reveal()), clock.instant(), used)));
        return step.isPresent();
    }

    /// Whether it is the code that the owner's program shows; each is right once (RFC 6238 §5.2). Never for
    /// an account that has no such program. How often somebody may try is for the caller to limit.
    public boolean check(AccountId account, String code) {
        Optional<SecondFactor> factor = factors.codes(account);
        return factor.isPresent() && isShown(account, factor.get(), code);
    }

    private boolean isShown(AccountId account, SecondFactor factor, String code) {
        OptionalLong step;
        try (Secret secret = new Secret(open.apply(factor.sealed()))) {
            step = Totp.step(secret, code, clock.instant());
        }
        return step.isPresent() && factors.useStep(account, step.getAsLong());
    }
}
