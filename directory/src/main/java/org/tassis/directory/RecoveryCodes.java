package org.tassis.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

/// Ten codes on paper, for whoever has lost the device that makes the others. Four groups of four letters and
/// digits, 79 bits: too many to try, so that a fast digest keeps them.
public final class RecoveryCodes {
    public static final int COUNT = 10;

    static final int LENGTH = 16;

    private final List<Secret> codes;

    RecoveryCodes(List<Secret> codes) {
        this.codes = List.copyOf(codes);
    }

    static RecoveryCodes made() {
        List<Secret> codes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            codes.add(new Secret(PasswordGenerator.groups(LENGTH)));
        }
        return new RecoveryCodes(codes);
    }

    /// To be shown once: they are kept nowhere.
    public List<String> reveal() {
        return codes.stream().map(Secret::reveal).toList();
    }

    List<String> digests(AccountId account) {
        return reveal().stream()
                .map(code -> digest(account, code).orElseThrow())
                .toList();
    }

    /// @param typed with hyphens and spaces, or without
    /// @return empty when it cannot be one
    static Optional<String> digest(AccountId account, String typed) {
        String plain = typed.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
        if (plain.length() != LENGTH || !plain.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '2' && c <= '9')) {
            return Optional.empty();
        }
        try {
            byte[] octets = ("recovery " + account.value() + " " + plain).getBytes(StandardCharsets.US_ASCII);
            return Optional.of(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(octets)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
