package org.tassis.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes one backup: the database as it was at one moment, the volumes up to what it knew of, and files.
/// Holds one piece in memory at a time, and the names of all. Used once, by one thread.
public final class BackupRun {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Vault vault;
    private final Snapshot.Source source;
    private final Plan plan;
    private final InstantSource clock;
    private final Progress progress;
    private final Throttle throttle;
    private final KnownVolumes known;
    private final List<Manifest.Item> items = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// What is stored at the target: the sizes of objects by the names of pieces.
    private Map<String, Long> there = new HashMap<>();

    private long writtenOctets;
    private long writtenPieces;
    private long readOctets;

    /// What is saved beside the snapshot, and how.
    ///
    /// @param files     by their path in the backup
    /// @param state     directory for what is to be remembered from one backup to the next
    /// @param rate      octets written in a second at most; 0 for any number
    /// @param distrusted names of pieces that were found damaged at the target: they are written again
    public record Plan(
            String program, String host, Map<String, Path> files, Path state, long rate, Set<String> distrusted) {
        public Plan {
            files = Map.copyOf(files);
            distrusted = Set.copyOf(distrusted);
        }
    }

    /// What a backup came to.
    ///
    /// @param written octets stored at the target that were not there
    /// @param read    octets of volumes that were read; sealed ones that are known are not
    public record Outcome(Manifest manifest, long written, long pieces, long read) {}

    public BackupRun(Vault vault, Snapshot.Source source, Plan plan, InstantSource clock, Progress progress) {
        this.vault = vault;
        this.source = source;
        this.plan = plan;
        this.clock = clock;
        this.progress = progress;
        this.throttle = new Throttle(plan.rate());
        this.known = new KnownVolumes(plan.state().resolve("known-volumes"));
    }

    /// @throws IOException          the target, or what is saved, cannot be used: the message says what to
    ///     do. There is no backup then; what was written of it is used by the next
    /// @throws InterruptedException the server stops; likewise
    /// @throws Stopped              who hears of the progress wants it to; likewise
    public Outcome run() throws IOException, InterruptedException {
        String id = freeId();
        vault.prepare();
        progress.at("looking at " + vault.target().describe(), 0, 0);
        there = vault.pieces();
        plan.distrusted().forEach(there::remove);
        Manifest manifest;
        try (Snapshot snapshot = source.take()) {
            tables(snapshot);
            snapshot.tablesAreRead();
            files();
            volumes(snapshot);
            manifest = new Manifest(
                    id,
                    snapshot.taken(),
                    clock.instant(),
                    plan.program(),
                    plan.host(),
                    snapshot.schema(),
                    problems,
                    items);
        }
        vault.write(manifest);
        known.write();
        return new Outcome(manifest, writtenOctets, writtenPieces, readOctets);
    }

    /// Two backups in one second would have one name.
    private String freeId() throws IOException, InterruptedException {
        Instant now = clock.instant();
        List<String> taken = vault.ids();
        String id = ID.format(now);
        while (taken.contains(id)) {
            now = now.plusSeconds(1);
            id = ID.format(now);
        }
        return id;
    }

    private void tables(Snapshot snapshot) throws IOException, InterruptedException {
        List<String> names = snapshot.tables();
        int done = 0;
        for (String name : names) {
            int before = done++;
            progress.at("table " + name, before, names.size());
            RowWriter rows = new RowWriter((content, length) -> {
                progress.at("table " + name, before, names.size());
                return put(content, length);
            });
            List<String> columns = snapshot.table(name, rows);
            items.add(rows.finish(name, columns));
        }
    }

    private Piece put(byte[] content, int length) throws IOException, InterruptedException {
        byte[] sha256 =
                Hex.sha256().digest(content.length == length ? content : java.util.Arrays.copyOf(content, length));
        String name = vault.nameOf(sha256);
        Long stored = there.get(name);
        if (stored == null) {
            int size = vault.put(name, content, length);
            throttle.spend(size);
            writtenOctets += size;
            writtenPieces++;
            stored = (long) size;
            there.put(name, stored);
        }
        return new Piece(name, Hex.of(sha256), length, Math.toIntExact(stored));
    }

    private void files() throws IOException, InterruptedException {
        for (Map.Entry<String, Path> file : plan.files().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            progress.at("file " + file.getKey(), 0, 0);
            try {
                byte[] content = Files.readAllBytes(file.getValue());
                List<Piece> pieces = content.length == 0 ? List.of() : List.of(put(content, content.length));
                items.add(new Manifest.File(file.getKey(), pieces));
            } catch (NoSuchFileException e) {
                problems.add("The file " + file.getValue() + " was gone before it could be saved.");
            }
        }
    }

    private void volumes(Snapshot snapshot) throws IOException, InterruptedException {
        List<Snapshot.Volume> volumes = snapshot.volumes();
        long total = volumes.stream().mapToLong(Snapshot.Volume::length).sum();
        long done = 0;
        for (Snapshot.Volume volume : volumes) {
            progress.at("volume " + volume.number(), done, total);
            volume(snapshot, volume, done, total);
            done += volume.length();
        }
        progress.at("volumes", total, total);
    }

    private void volume(Snapshot snapshot, Snapshot.Volume volume, long before, long total)
            throws IOException, InterruptedException {
        Optional<SeekableByteChannel> opened = snapshot.open(volume.number());
        if (opened.isEmpty()) {
            problems.add("Volume " + volume.number() + " of the data directory is missing: ./tassis doctor says what"
                    + " was in it; an older backup may have it.");
            return;
        }
        try (SeekableByteChannel channel = opened.get()) {
            String stamp = snapshot.stamp(volume.number());
            Optional<List<Piece>> earlier = known.pieces(volume, stamp);
            if (earlier.isPresent() && earlier.get().stream().allMatch(piece -> there.containsKey(piece.name()))) {
                items.add(new Manifest.Volume(volume.number(), earlier.get()));
                known.keep(volume, stamp, earlier.get());
                return;
            }
            List<Piece> pieces = new ArrayList<>();
            byte[] block = new byte[(int) Math.min(Piece.MOST, volume.length())];
            long at = 0;
            while (at < volume.length()) {
                int length = fill(channel, block, (int) Math.min(block.length, volume.length() - at));
                if (length == 0) {
                    problems.add("Volume " + volume.number() + " of the data directory ends after " + at
                            + " octets instead of " + volume.length() + ": ./tassis doctor says what was there.");
                    break;
                }
                pieces.add(put(block, length));
                at += length;
                readOctets += length;
                progress.at("volume " + volume.number(), before + at, total);
            }
            items.add(new Manifest.Volume(volume.number(), pieces));
            if (at == volume.length()) {
                known.keep(volume, stamp, pieces);
            }
        }
    }

    private static int fill(SeekableByteChannel channel, byte[] block, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block, 0, length);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // goes on
        }
        return buffer.position();
    }
}
