package org.tassis.sql.volume;

/// @param sealAt        octets after which a volume is sealed and the next begun; a batch of messages stays
///     together, so that volumes grow a little larger
/// @param maxOpen       volumes held open for reading
public record VolumeSettings(long sealAt, int maxOpen) {
    public static final VolumeSettings DEFAULT = new VolumeSettings(256L << 20, 256);

    public VolumeSettings {
        if (sealAt < 1 || sealAt > 64L << 30) {
            throw new IllegalArgumentException("a volume is sealed at 1 octet to 64 GB");
        }
        if (maxOpen < 1) {
            throw new IllegalArgumentException("at least one volume is held open");
        }
    }
}
