package org.tassis.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A certificate that will be there later, and what serves until then.
///
/// @param later whose files somebody is still to write, the key first
/// @param until one that is there
public record Awaited(CertificateFiles later, SelfSigned until) implements CertificateSource {
    private CertificateSource now() {
        return Files.exists(later.chain()) ? later : until;
    }

    @Override
    public Path chain() {
        return now().chain();
    }

    @Override
    public Path key() {
        return now().key();
    }

    @Override
    public void renewIfDue() throws IOException {
        now().renewIfDue();
    }
}
