package org.tassis.sql;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.sql.volume.Volumes;

/// Gives back the space of volumes of which enough is dead, unless they are held. Any thread.
final class SpaceUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceUpkeep.class);

    private final Compaction compaction;
    private final Volumes volumes;
    private final Committer committer;
    private final ReentrantLock compacting = new ReentrantLock();
    private final AtomicInteger holds = new AtomicInteger();

    SpaceUpkeep(Reader reader, Volumes volumes, Committer committer, double deadShare) {
        this.compaction = new Compaction(reader, volumes, committer, deadShare, () -> holds.get() == 0);
        this.volumes = volumes;
        this.committer = committer;
    }

    /// @return how many volumes were deleted
    int compact() {
        compacting.lock();
        try {
            return compaction.run();
        } finally {
            compacting.unlock();
        }
    }

    /// The same, from time to time: what fails is logged and tried again.
    void maintain() {
        try {
            if (!committer.isClosed()) {
                compact();
            }
        } catch (RuntimeException e) {
            LOG.warn("Looking for volumes to compact failed; it is tried again later", e);
        }
    }

    /// Waits for the volume that is being compacted now, if there is one.
    VolumeHold hold() {
        holds.incrementAndGet();
        compacting.lock(); // what is being compacted now is finished first
        compacting.unlock();
        return new VolumeHold(volumes, holds::decrementAndGet);
    }
}
