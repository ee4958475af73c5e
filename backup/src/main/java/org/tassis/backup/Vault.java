package org.tassis.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The backups at a target, opened with their key. Used by one thread at a time.
public final class Vault implements AutoCloseable {
    private static final String MANIFESTS = "manifests/";
    private static final String MANIFEST_ENDS = ".txt";
    private static final int MARKER_MOST = 4096;

    private final Target target;
    private final Lock lock;
    private final PieceForm form;
    private final boolean exists;
    private final Marker marker;

    private Vault(Target target, Marker marker, Lock lock, boolean exists) {
        this.target = target;
        this.marker = marker;
        this.lock = lock;
        this.form = new PieceForm(lock);
        this.exists = exists;
    }

    /// Looks for backups at the target, and writes nothing.
    ///
    /// @throws BackupException the key is not the one that was used there
    public static Vault open(Target target, KeySource keys) throws IOException, InterruptedException {
        Optional<byte[]> found = target.get(Marker.OBJECT, MARKER_MOST);
        if (found.isEmpty()) {
            Marker.Opened fresh = Marker.fresh(keys);
            return new Vault(target, fresh.marker(), fresh.lock(), false);
        }
        Marker marker = Marker.decode(found.get());
        return new Vault(target, marker, marker.open(keys, target.describe()), true);
    }

    public Target target() {
        return target;
    }

    public boolean isEncrypting() {
        return lock.isEncrypting();
    }

    /// Makes the target a place for backups, unless it is one.
    void prepare() throws IOException, InterruptedException {
        if (!exists) {
            target.put(Marker.OBJECT, marker.encode());
        }
        if (target instanceof DirectoryTarget directory) {
            directory.tidy();
        }
    }

    /// Names of all pieces that are there, with the sizes of their objects.
    Map<String, Long> pieces() throws IOException, InterruptedException {
        Map<String, Long> names = new HashMap<>();
        target.list(Piece.FOLDER, listed -> names.put(name(listed.name()), listed.size()));
        return names;
    }

    static String name(String object) {
        return object.substring(object.lastIndexOf('/') + 1);
    }

    /// What content is called.
    String nameOf(byte[] sha256) {
        return lock.name(sha256);
    }

    /// @return octets as they are stored
    int put(String name, byte[] content, int length) throws IOException, InterruptedException {
        String object = Piece.object(name);
        byte[] stored = form.encode(object, content, length);
        target.put(object, stored);
        return stored.length;
    }

    /// Reads a piece and compares it with its checksum.
    ///
    /// @param of what it belongs to, for the sentence when it is damaged
    /// @throws BackupException.Damaged it is missing, or not what was written
    public byte[] content(Piece piece, String of) throws IOException, InterruptedException {
        String object = piece.object();
        try {
            byte[] stored = target.get(object, stored(piece.length()))
                    .orElseThrow(() -> new BackupException.Damaged(object, "is missing."));
            byte[] content = form.decode(object, stored);
            if (content.length != piece.length()
                    || !Hex.of(Hex.sha256().digest(content)).equals(piece.sha256())) {
                throw new BackupException.Damaged(object, "does not agree with its checksum.");
            }
            return content;
        } catch (BackupException.Damaged e) {
            String message = String.valueOf(e.getMessage());
            throw new BackupException.Damaged(
                    object, message.substring(object.length() + 1) + " It is part of " + of + ".");
        }
    }

    /// The longest object for content of this length.
    private static int stored(int length) {
        return length + PieceForm.HEAD + Lock.OVERHEAD;
    }

    // ---- manifests ----

    private static String object(String id) {
        return MANIFESTS + id + MANIFEST_ENDS;
    }

    void write(Manifest manifest) throws IOException, InterruptedException {
        String object = object(manifest.id());
        byte[] text = manifest.encode();
        target.put(object, lock.isEncrypting() ? form.encode(object, text, text.length) : text);
    }

    /// Ids of all backups, the oldest first.
    public List<String> ids() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        target.list(MANIFESTS, listed -> {
            String name = name(listed.name());
            if (name.matches("[0-9]{8}T[0-9]{6}Z\\.txt")) {
                ids.add(name.substring(0, name.length() - MANIFEST_ENDS.length()));
            }
        });
        ids.sort(Comparator.naturalOrder());
        return ids;
    }

    /// @throws BackupException there is none with this id, or it is damaged
    public Manifest manifest(String id) throws IOException, InterruptedException {
        String object = object(id);
        byte[] stored = target.get(object, PieceForm.LONGEST)
                .orElseThrow(() -> new BackupException("there is no backup " + id + " in " + target.describe()));
        return Manifest.decode(object, lock.isEncrypting() ? form.decode(object, stored) : stored);
    }

    /// The newest backup; nothing when there is none.
    public Optional<Manifest> newest() throws IOException, InterruptedException {
        List<String> ids = ids();
        return ids.isEmpty() ? Optional.empty() : Optional.of(manifest(ids.getLast()));
    }

    void forget(String id) throws IOException, InterruptedException {
        target.delete(object(id));
    }

    @Override
    public void close() {
        target.close();
    }
}
