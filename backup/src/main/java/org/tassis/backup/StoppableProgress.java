package org.tassis.backup;

/// Passes on how far something is, until the work is told to stop: then the next report throws, and so ends
/// it between two objects. Any thread tells it; the thread that works hears it.
public final class StoppableProgress implements Progress {
    private final Progress progress;
    private volatile boolean stopped;

    public StoppableProgress(Progress progress) {
        this.progress = progress;
    }

    public void stop() {
        stopped = true;
    }

    /// @throws Stopped since {@link #stop}
    @Override
    public void at(String what, long done, long total) {
        if (stopped) {
            throw new Stopped();
        }
        progress.at(what, done, total);
    }
}
