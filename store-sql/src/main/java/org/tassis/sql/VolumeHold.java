package org.tassis.sql;

import java.util.concurrent.atomic.AtomicBoolean;
import org.tassis.sql.volume.Volumes;

/// The volumes, of which none is deleted until this is closed: whoever copies them reads the database first
/// and finds all that it refers to. Any thread; closing twice is allowed.
public final class VolumeHold implements AutoCloseable {
    private final Volumes volumes;
    private final Runnable release;
    private final AtomicBoolean open = new AtomicBoolean(true);

    VolumeHold(Volumes volumes, Runnable release) {
        this.volumes = volumes;
        this.release = release;
    }

    public Volumes volumes() {
        return volumes;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            release.run();
        }
    }
}
