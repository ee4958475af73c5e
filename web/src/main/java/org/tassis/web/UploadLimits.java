package org.tassis.web;

import java.nio.file.Path;

/// How much the body of a form with files may have, in octets. The launcher provides it as a bean.
///
/// @param usual of every form
/// @param large of those that {@link LargeUpload} names
/// @param place where bodies are kept while they are read; must have room for twice a large one
public record UploadLimits(long usual, long large, Path place) {
    /// Stays free on the disk whatever is sent.
    private static final long SPARE = 1L << 30;

    public UploadLimits {
        if (usual < 1 || large < usual) {
            throw new IllegalArgumentException("limits of uploads out of order");
        }
    }

    /// Whether a body may come: it is kept, and the mail in it again.
    ///
    /// @param length of it, in octets
    public boolean hasRoom(long length) {
        return place.toFile().getUsableSpace() >= 2 * length + SPARE;
    }
}
