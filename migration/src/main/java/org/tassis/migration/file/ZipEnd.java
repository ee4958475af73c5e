package org.tassis.migration.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// The end of a zip file (APPNOTE 6.3.10 §4.3.14 to §4.3.16), looked at before anything reads the table of
/// names into memory: whoever made the file says how large that table is.
final class ZipEnd {
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;

    /// Stands for a size that the end of large files says.
    private static final int LARGE = 0xffffffff;

    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_SIZE = 56;

    private ZipEnd() {}

    /// Octets of the table: the most that a reader could take for its size; 0 when there is no end.
    static long tableSize(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            int window = (int) Math.min(file.size(), 0xffff + END_SIZE + LOCATOR_SIZE);
            long start = file.size() - window;
            ByteBuffer tail = read(file, start, window);
            long most = 0;
            for (int at = 0; at + END_SIZE <= tail.limit(); at++) {
                if (tail.getInt(at) == END && tail.getInt(at + 12) != LARGE) {
                    most = Math.max(most, Integer.toUnsignedLong(tail.getInt(at + 12)));
                } else if (tail.getInt(at) == LOCATOR && at + LOCATOR_SIZE <= tail.limit()) {
                    most = Math.max(most, large(file, tail.getLong(at + 8)));
                }
            }
            return most;
        }
    }

    /// As the end of large files says it.
    private static long large(FileChannel file, long at) throws IOException {
        if (at < 0 || at > file.size() - END64_SIZE) {
            return 0;
        }
        ByteBuffer end = read(file, at, END64_SIZE);
        return end.getInt(0) == END64 ? end.getLong(40) & Long.MAX_VALUE : 0;
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int count = 0;
        while (octets.hasRemaining() && count >= 0) { // or the file has become shorter
            count = file.read(octets, at + octets.position());
        }
        octets.position(octets.limit());
        return octets.flip();
    }
}
