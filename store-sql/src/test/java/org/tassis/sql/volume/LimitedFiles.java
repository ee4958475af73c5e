package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Files on a disk that has only so much space left: what does not fit is written as far as it fits, then
/// refused.
public final class LimitedFiles implements FileOpener {
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

    /// Octets that can still be written.
    public void limit(long octets) {
        room.set(octets);
    }

    @Override
    public FileChannel open(Path path, OpenOption... options) throws IOException {
        return new Limited(FileChannel.open(path, options));
    }

    private final class Limited extends FileChannel {
        private final FileChannel file;

        Limited(FileChannel file) {
            this.file = file;
        }

        private int take(int wanted) throws IOException {
            if (room.get() == Long.MAX_VALUE) {
                return wanted;
            }
            int granted = (int) Math.min(wanted, room.get());
            if (granted == 0 && wanted > 0) {
                throw new IOException("No space left on device");
            }
            room.addAndGet(-granted);
            return granted;
        }

        @Override
        public int write(ByteBuffer octets) throws IOException {
            int granted = take(octets.remaining());
            int written = file.write(octets.slice().limit(granted));
            octets.position(octets.position() + written);
            return written;
        }

        @Override
        public long write(ByteBuffer[] octets, int offset, int length) throws IOException {
            long written = 0;
            for (int i = offset; i < offset + length; i++) {
                while (octets[i].hasRemaining()) {
                    written += write(octets[i]);
                }
            }
            return written;
        }

        @Override
        public int write(ByteBuffer octets, long position) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return file.read(into);
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) throws IOException {
            return file.read(into, offset, length);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return file.transferTo(position, count, target);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return file.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return file.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
