package org.tassis.message;

/// Octets that {@link StructureCodec} did not write, or that have changed since.
public final class DamagedStructure extends RuntimeException {
    DamagedStructure(String message) {
        super(message);
    }
}
