package org.tassis.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tassis.net.Pem;

/// The first certificate of a file, and what is in it.
final class Leaf {
    private static final Integer DNS_NAME = 2;

    private Leaf() {}

    /// Nothing when there is none that can be read.
    static Optional<X509Certificate> read(Path chain) {
        try {
            return Files.exists(chain) ? Optional.of(Pem.chain(chain).getFirst()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The hosts it is for, lower case.
    static Set<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .filter(name -> DNS_NAME.equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet());
        } catch (GeneralSecurityException _) {
            return Set.of();
        }
    }
}
