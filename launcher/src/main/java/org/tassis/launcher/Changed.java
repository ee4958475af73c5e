package org.tassis.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/// Does something when one of some files has changed since the last look. Used by one thread.
final class Changed implements Housekeeping.Task {
    private final List<Path> files;
    private final Runnable action;
    private List<FileTime> seen;

    Changed(List<Path> files, Runnable action) throws IOException {
        this.files = List.copyOf(files);
        this.action = action;
        this.seen = look();
    }

    private List<FileTime> look() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.getLastModifiedTime(file));
        }
        return times;
    }

    @Override
    public void run() throws IOException {
        List<FileTime> now = look();
        if (!now.equals(seen)) {
            action.run();
            seen = now;
        }
    }
}
