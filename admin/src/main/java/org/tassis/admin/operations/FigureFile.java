package org.tassis.admin.operations;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The figures of the last day in a file, at most some hundred kilobytes. One that is damaged or of another
/// form counts for nothing: figures begin anew then. Written as a whole, by one thread at a time.
record FigureFile(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(FigureFile.class);
    private static final int FORM = 0x54464731; // TFG1
    private static final int MOST_CURVES = 100;

    /// @param at     of the last values
    /// @param values by names, all of the same length, the oldest first
    record Written(Instant at, Map<String, float[]> values) {
        int samples() {
            return values.values().stream().mapToInt(all -> all.length).min().orElse(0);
        }
    }

    /// @param names those that are known
    /// @param most  values of each
    synchronized Optional<Written> read(Set<String> names, int most) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            if (in.readInt() != FORM) {
                throw new IOException("it has another form");
            }
            Instant at = Instant.ofEpochMilli(in.readLong());
            int curves = in.readInt();
            int samples = in.readInt();
            if (curves < 0 || curves > MOST_CURVES || samples < 0 || samples > most) {
                throw new IOException("it is damaged");
            }
            Map<String, float[]> values = new LinkedHashMap<>();
            for (int i = 0; i < curves; i++) {
                String name = in.readUTF();
                float[] all = new float[samples];
                for (int j = 0; j < samples; j++) {
                    all[j] = in.readFloat();
                }
                if (names.contains(name)) {
                    values.put(name, all);
                }
            }
            return Optional.of(new Written(at, values));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read ({}): figures begin anew", path, e.toString());
            return Optional.empty();
        }
    }

    synchronized void write(Written written) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
                out.writeInt(FORM);
                out.writeLong(written.at().toEpochMilli());
                out.writeInt(written.values().size());
                out.writeInt(written.samples());
                for (Map.Entry<String, float[]> one : written.values().entrySet()) {
                    out.writeUTF(one.getKey());
                    for (float value : one.getValue()) {
                        out.writeFloat(value);
                    }
                }
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("figures cannot be written to {}: {}", path, e.toString());
        }
    }
}
