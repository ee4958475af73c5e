package org.tassis.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;

/// Puts everything of a backup back into an empty place, comparing each piece with its checksum. Used once,
/// by one thread.
public final class EverythingRestore {
    private final Vault vault;
    private final Manifest manifest;
    private final Progress progress;

    public EverythingRestore(Vault vault, Manifest manifest, Progress progress) {
        this.vault = vault;
        this.manifest = manifest;
        this.progress = progress;
    }

    /// @throws BackupException.Damaged an object is damaged: it is named. What was put back until then is not
    ///     to be used
    /// @throws IOException the target or the place cannot be used
    public void into(Landing landing) throws IOException, InterruptedException {
        landing.prepare(manifest.schema());
        List<Manifest.Table> tables =
                manifest.tables().filter(table -> !table.isCheck()).toList();
        int done = 0;
        for (Manifest.Table table : tables) {
            progress.at("table " + table.name(), done++, tables.size());
            try (Landing.Rows rows = landing.table(table.name(), table.columns())) {
                Row.each(vault, table, rows::put);
            }
            if (!landing.digest(table.name(), table.columns()).equals(table.digest())) {
                throw new BackupException("the rows of the table " + table.name()
                        + " are not those that were saved, after they were put back");
            }
        }
        progress.at("bringing the database to this version", 0, 0);
        landing.finish();
        List<Manifest.Item> files = Stream.<Manifest.Item>concat(manifest.volumes(), manifest.files())
                .toList();
        long total = files.stream().mapToLong(Manifest.Item::length).sum();
        long octets = 0;
        for (Manifest.Item item : files) {
            try (OutputStream out = opened(landing, item)) {
                for (Piece piece : item.pieces()) {
                    progress.at(item.describe(), octets, total);
                    out.write(vault.content(piece, item.describe()));
                    octets += piece.length();
                }
            }
        }
        progress.at("all", total, total);
    }

    private static OutputStream opened(Landing landing, Manifest.Item item) throws IOException {
        return switch (item) {
            case Manifest.Volume volume -> landing.volume(volume.number());
            case Manifest.File file -> landing.file(file.path());
            case Manifest.Table table -> throw new IllegalArgumentException(table.describe());
        };
    }
}
