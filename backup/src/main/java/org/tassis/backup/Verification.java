package org.tassis.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what is at the target with a manifest. Used by one thread.
public final class Verification {
    private static final int MOST_NAMED = 1000;

    private final Vault vault;
    private final Progress progress;

    public Verification(Vault vault, Progress progress) {
        this.vault = vault;
        this.progress = progress;
    }

    /// What was found.
    ///
    /// @param problems sentences that name objects, at most 1000
    /// @param damaged  names of pieces that are missing or damaged
    /// @param octets   of objects that were looked at
    public record Report(String id, long pieces, long octets, List<String> problems, Set<String> damaged) {
        public Report {
            problems = List.copyOf(problems);
            damaged = Set.copyOf(damaged);
        }

        public boolean isWhole() {
            return problems.isEmpty();
        }
    }

    /// Whether all objects are there, with their sizes: quick.
    public Report sizes(Manifest manifest) throws IOException, InterruptedException {
        Map<String, Long> there = vault.pieces();
        return each(manifest, (piece, item) -> {
            Long size = there.get(piece.name());
            if (size == null) {
                throw new BackupException.Damaged(piece.object(), "is missing. It is part of " + item.describe() + ".");
            }
            if (size != piece.stored()) {
                throw new BackupException.Damaged(
                        piece.object(),
                        "has " + size + " octets instead of " + piece.stored() + ". It is part of " + item.describe()
                                + ".");
            }
        });
    }

    /// Reads every object and compares it with its checksum.
    public Report contents(Manifest manifest) throws IOException, InterruptedException {
        return each(manifest, (piece, item) -> vault.content(piece, item.describe()));
    }

    private interface Look {
        void at(Piece piece, Manifest.Item item) throws IOException, InterruptedException;
    }

    private Report each(Manifest manifest, Look look) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        Set<String> damaged = new HashSet<>();
        Set<String> seen = new HashSet<>();
        long total = manifest.length();
        long done = 0;
        long octets = 0;
        for (Manifest.Item item : manifest.items()) {
            for (Piece piece : item.pieces()) {
                progress.at(item.describe(), done, total);
                done += piece.length();
                if (!seen.add(piece.name())) {
                    continue;
                }
                octets += piece.stored();
                try {
                    look.at(piece, item);
                } catch (BackupException.Damaged e) {
                    damaged.add(piece.name());
                    if (problems.size() < MOST_NAMED) {
                        problems.add(String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        progress.at("all", total, total);
        return new Report(manifest.id(), seen.size(), octets, problems, damaged);
    }
}
