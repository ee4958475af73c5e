package org.tassis.launcher;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hashes and RSA signatures by native code: the quick compiler, with which the program runs (ADR 41),
/// makes the JDK's own some ten times slower. Nothing else changes: each algorithm gives what the JDK's
/// gives. The native code is loaded when the first of them is used; where it cannot be, the JDK's own are
/// used. Any thread.
final class NativeCrypto extends Provider {
    private static final String NAME = "Tassis";

    /// The JDK's providers of the same.
    private static final Map<String, String> OWN = Map.of("MessageDigest", "SUN", "Signature", "SunRsaSign");

    private NativeCrypto() {
        super(NAME, "1", "hashes and RSA signatures by native code");
        for (String digest : List.of("SHA-1", "SHA-256", "SHA-384", "SHA-512")) {
            putService(new Lent(this, "MessageDigest", digest));
        }
        for (String signature : List.of("SHA1withRSA", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA")) {
            putService(new Lent(this, "Signature", signature));
        }
    }

    /// From now on, in this process, whoever asks for one of these gets the native one.
    static void install() {
        Security.insertProviderAt(new NativeCrypto(), 1);
    }

    /// Why the native code is not used, if it is not. Loads it.
    static Optional<Throwable> refusal() {
        return Optional.ofNullable(Lender.LOADED.getLoadingError());
    }

    /// Loaded when it is first asked for.
    private static final class Lender {
        private static final AmazonCorrettoCryptoProvider LOADED = AmazonCorrettoCryptoProvider.INSTANCE;

        private Lender() {}

        /// @throws NoSuchAlgorithmException neither the native code nor the JDK has it
        static Provider.Service find(String type, String algorithm) throws NoSuchAlgorithmException {
            Provider from = LOADED.getLoadingError() == null ? LOADED : Security.getProvider(OWN.get(type));
            Provider.Service found = from == null ? null : from.getService(type, algorithm);
            if (found == null) {
                throw new NoSuchAlgorithmException(algorithm);
            }
            return found;
        }
    }

    private static final class Lent extends Service {
        Lent(Provider owner, String type, String algorithm) {
            super(owner, type, algorithm, Lent.class.getName(), null, null);
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return Lender.find(getType(), getAlgorithm()).newInstance(parameter);
        }
    }
}
