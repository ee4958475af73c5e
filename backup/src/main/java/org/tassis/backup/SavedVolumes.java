package org.tassis.backup;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads anywhere in the volumes of a backup, comparing each piece with its checksum. Holds one piece in
/// memory: who reads in ascending order reads each once. Used by one thread.
public final class SavedVolumes {
    private final Vault vault;
    private final Map<Long, List<Piece>> volumes = new HashMap<>();
    private String held = "";
    private byte[] content = {};

    public SavedVolumes(Vault vault, Manifest manifest) {
        this.vault = vault;
        manifest.volumes().forEach(volume -> volumes.put(volume.number(), volume.pieces()));
    }

    /// @throws EOFException            the volume has no so many octets
    /// @throws BackupException.Damaged a piece is damaged
    public byte[] read(long volume, long offset, int length) throws IOException, InterruptedException {
        List<Piece> pieces = volumes.get(volume);
        if (pieces == null) {
            throw new EOFException("volume " + volume + " is not in the backup");
        }
        byte[] octets = new byte[length];
        long start = 0;
        int filled = 0;
        for (Piece piece : pieces) {
            long from = offset + filled - start;
            if (filled < length && from >= 0 && from < piece.length()) {
                int count = (int) Math.min(length - filled, piece.length() - from);
                System.arraycopy(content(piece, volume), (int) from, octets, filled, count);
                filled += count;
            }
            start += piece.length();
        }
        if (filled < length) {
            throw new EOFException("volume " + volume + " ends within a message");
        }
        return octets;
    }

    private byte[] content(Piece piece, long volume) throws IOException, InterruptedException {
        if (!piece.name().equals(held)) {
            content = vault.content(piece, "volume " + volume);
            held = piece.name();
        }
        return content;
    }
}
