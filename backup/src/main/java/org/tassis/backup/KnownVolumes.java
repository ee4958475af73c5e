package org.tassis.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was found in sealed volumes when they were read last, so that they are read once and not every night.
/// In a file of the data directory that no backup has: after a restore all volumes are read again. Used by
/// one thread.
final class KnownVolumes {
    private static final String FIRST = "tassis-known-volumes 1";

    private final Path file;
    private final Map<Long, Known> known = new HashMap<>();
    private final Map<Long, Known> kept = new HashMap<>();

    private record Known(long length, String stamp, List<Piece> pieces) {}

    /// @param file what cannot be read, is read as empty
    KnownVolumes(Path file) {
        this.file = file;
        try {
            read(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            // the first time
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            known.clear();
        }
    }

    private void read(String text) {
        if (!text.startsWith(FIRST + "\n")) {
            return;
        }
        List<Piece> pieces = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("volume")) {
                pieces = new ArrayList<>();
                known.put(Long.parseLong(words[1]), new Known(Long.parseLong(words[2]), words[3], pieces));
            } else {
                pieces.add(new Piece(words[0], words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])));
            }
        }
    }

    Optional<List<Piece>> pieces(Snapshot.Volume volume, String stamp) {
        Known one = known.get(volume.number());
        if (one == null || !volume.sealed() || one.length != volume.length() || !one.stamp.equals(stamp)) {
            return Optional.empty();
        }
        return Optional.of(List.copyOf(one.pieces));
    }

    void keep(Snapshot.Volume volume, String stamp, List<Piece> pieces) {
        if (volume.sealed()) {
            kept.put(volume.number(), new Known(volume.length(), stamp, pieces));
        }
    }

    /// Writes what was kept, and forgets volumes that are gone.
    void write() throws IOException {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        kept.forEach((number, one) -> {
            text.append("volume ").append(number).append(' ').append(one.length);
            text.append(' ').append(one.stamp).append('\n');
            for (Piece piece : one.pieces) {
                text.append(piece.name()).append(' ').append(piece.sha256()).append(' ');
                text.append(piece.length()).append(' ').append(piece.stored()).append('\n');
            }
        });
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
