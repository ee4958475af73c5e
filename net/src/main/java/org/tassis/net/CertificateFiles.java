package org.tassis.net;

import java.nio.file.Path;

/// A certificate that somebody else keeps up to date.
public record CertificateFiles(Path chain, Path key) implements CertificateSource {}
