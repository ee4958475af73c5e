package org.tassis.sql.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.OctetSink;

class VolumeTest {
    private static final VolumeSettings SMALL = new VolumeSettings(2000, 2);

    private Path directory;

    @BeforeEach
    void here(@TempDir Path path) {
        directory = path;
    }

    private static byte[] octets(long contentId, int length) {
        byte[] octets = new byte[length];
        new Random(contentId).nextBytes(octets);
        return octets;
    }

    private static byte[] structure(long contentId) {
        return ("structure of " + contentId).getBytes(StandardCharsets.US_ASCII);
    }

    private static NewRecord record(long contentId, int length) throws IOException {
        return NewRecord.of(new Octets(octets(contentId, length)), structure(contentId));
    }

    private Volumes volumes(VolumeSettings settings) throws IOException {
        return new Volumes(directory, settings, FileOpener.PLAIN);
    }

    private record Written(long contentId, long locator, int length) {}

    /// Writes records into volume 1 and says where it ends.
    private long write(List<Written> written, int... lengths) throws IOException {
        try (Volumes volumes = volumes(VolumeSettings.DEFAULT);
                VolumeWriter writer = new VolumeWriter(volumes)) {
            writer.create(1);
            writer.begin();
            for (int length : lengths) {
                long id = written.size() + 1;
                written.add(new Written(id, writer.append(id, record(id, length)), length));
            }
            writer.sync();
            return writer.position();
        }
    }

    private static void checkWhole(Volumes volumes, Written written) throws IOException {
        StoredRecord record = volumes.find(written.locator, written.contentId);
        assertThat(record.octets()).isEqualTo(octets(written.contentId, written.length));
        assertThat(record.structure()).isEqualTo(structure(written.contentId));
        record.verify();
    }

    @Test
    void recordsAreReadAsTheyWereWritten() throws IOException {
        List<Written> written = new ArrayList<>();
        write(written, 0, 1, 7, 8, 9, 5000, 300_000);
        try (Volumes volumes = volumes(SMALL)) {
            for (Written one : written) {
                checkWhole(volumes, one);
                assertThat(Locator.offset(one.locator) % 8).isZero();
                List<byte[]> sent = new ArrayList<>();
                volumes.find(one.locator, one.contentId).send(collect(sent), 0, one.length);
                assertThat(sent).containsExactly(octets(one.contentId, one.length));
            }
        }
    }

    private static OctetSink collect(List<byte[]> sent) {
        return new OctetSink() {
            @Override
            public void write(byte[] octets, int offset, int length) {
                throw new AssertionError();
            }

            @Override
            public void writeFile(FileChannel file, long position, long length) throws IOException {
                ByteBuffer buffer = ByteBuffer.allocate((int) length);
                Volumes.fill(file, buffer, position);
                sent.add(buffer.array());
            }
        };
    }

    @Test
    void locatorsOfOneVolumeAreNeighboursAndAscend() {
        assertThat(Locator.of(3, 16))
                .isBetween(Locator.first(3), Locator.last(3))
                .isLessThan(Locator.of(3, 24));
        assertThat(Locator.last(3)).isLessThan(Locator.first(4));
        assertThat(Locator.volume(Locator.of(Locator.MAX_VOLUME, 1 << 20))).isEqualTo(Locator.MAX_VOLUME);
        assertThat(Locator.offset(Locator.of(Locator.MAX_VOLUME, 1 << 20))).isEqualTo(1 << 20);
    }

    @Test
    void anothersOctetsAreNeverServed() throws IOException {
        List<Written> written = new ArrayList<>();
        write(written, 100, 100);
        try (Volumes volumes = volumes(SMALL)) {
            assertThatThrownBy(() -> volumes.find(written.get(1).locator, written.get(0).contentId))
                    .isInstanceOf(DamagedRecord.class);
            assertThatThrownBy(() -> volumes.find(Locator.of(9, 16), 1)).isInstanceOf(NoSuchVolume.class);
        }
    }

    @Test
    void aTornTailIsCutOffWhereverItWasTorn() throws IOException {
        List<Written> written = new ArrayList<>();
        long end = write(written, 50, 60);
        long committed = Locator.offset(written.get(1).locator);
        byte[] file = Files.readAllBytes(directory.resolve("0000000001.vol"));
        for (long cut = committed; cut <= end; cut++) {
            Files.write(directory.resolve("0000000001.vol"), java.util.Arrays.copyOf(file, (int) cut));
            try (Volumes volumes = volumes(SMALL);
                    VolumeWriter writer = new VolumeWriter(volumes)) {
                assertThat(writer.resume(1, committed)).isTrue();
                writer.begin();
                Written next = new Written(77, writer.append(77, record(77, 33)), 33);
                writer.sync();
                assertThat(next.locator).isEqualTo(written.get(1).locator);
                checkWhole(volumes, written.get(0));
                checkWhole(volumes, next);
            }
        }
        Files.write(directory.resolve("0000000001.vol"), java.util.Arrays.copyOf(file, (int) committed - 1));
        try (Volumes volumes = volumes(SMALL);
                VolumeWriter writer = new VolumeWriter(volumes)) {
            assertThat(writer.resume(1, committed)).isFalse();
        }
    }

    @Test
    void anyChangedOctetIsSeen() throws IOException {
        List<Written> written = new ArrayList<>();
        write(written, 40, 41, 42);
        Path file = directory.resolve("0000000001.vol");
        byte[] whole = Files.readAllBytes(file);
        long first = Locator.offset(written.get(1).locator);
        long end = first + RecordHeader.SIZE + structure(2).length + 41;
        for (long at = first; at < end; at++) {
            byte[] damaged = whole.clone();
            damaged[(int) at] ^= 0x10;
            Files.write(file, damaged);
            try (Volumes volumes = volumes(SMALL)) {
                assertThatThrownBy(() -> checkWhole(volumes, written.get(1)))
                        .as("octet %d", at - first)
                        .isInstanceOf(DamagedRecord.class);
                checkWhole(volumes, written.get(0));
                checkWhole(volumes, written.get(2));
            }
        }
    }

    @Test
    void aScanFindsEveryRecordAndStopsAtDamage() throws IOException {
        List<Written> written = new ArrayList<>();
        long end = write(written, 10, 5000, 0, 77);
        try (Volumes volumes = volumes(SMALL)) {
            VolumeScan scan = new VolumeScan(volumes, 1, end);
            scan.checkFile();
            for (Written one : written) {
                StoredRecord record = scan.next();
                assertThat(record.locator()).isEqualTo(one.locator);
                record.verify();
            }
            assertThat(scan.hasNext()).isFalse();
        }
    }

    @Test
    void volumesAreSealedAndFewAreHeldOpen() throws IOException {
        try (Volumes volumes = volumes(SMALL);
                VolumeWriter writer = new VolumeWriter(volumes)) {
            List<Written> written = new ArrayList<>();
            for (long id = 1; id <= 30; id++) {
                if (writer.needsVolume()) {
                    writer.create(writer.number() + 1);
                }
                writer.begin();
                written.add(new Written(id, writer.append(id, record(id, 700)), 700));
                writer.sync();
            }
            assertThat(volumes.numbers()).hasSize(10).startsWith(1L);
            for (Written one : written) {
                checkWhole(volumes, one);
                assertThat(volumes.openCount()).isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void whatIsRolledBackLeavesNoTrace() throws IOException {
        try (Volumes volumes = volumes(SMALL);
                VolumeWriter writer = new VolumeWriter(volumes)) {
            writer.create(1);
            writer.begin();
            Written kept = new Written(1, writer.append(1, record(1, 100)), 100);
            writer.begin();
            long gone = writer.append(2, record(2, 5000));
            assertThat(writer.rollBack()).isTrue();
            writer.begin();
            Written next = new Written(3, writer.append(3, record(3, 10)), 10);
            assertThat(next.locator).isEqualTo(gone);
            checkWhole(volumes, kept);
            checkWhole(volumes, next);
        }
    }

    @Test
    void readersOfADeletedVolumeFinishUndisturbed() throws Exception {
        List<Written> written = new ArrayList<>();
        write(written, 100_000);
        Written one = written.getFirst();
        try (Volumes volumes = volumes(SMALL)) {
            StoredRecord record = volumes.find(one.locator, one.contentId);
            List<byte[]> sent = new ArrayList<>();
            record.send(
                    new OctetSink() {
                        @Override
                        public void write(byte[] octets, int offset, int length) {}

                        @Override
                        public void writeFile(FileChannel file, long position, long length) throws IOException {
                            volumes.delete(1);
                            collect(sent).writeFile(file, position, length);
                        }
                    },
                    0,
                    one.length);
            assertThat(sent).containsExactly(octets(one.contentId, one.length));
            assertThatThrownBy(record::octets).isInstanceOf(NoSuchVolume.class);
            assertThat(volumes.openCount()).isZero();
        }
    }

    @Test
    void anInterruptedReaderSpoilsNothingForOthers() throws Exception {
        List<Written> written = new ArrayList<>();
        write(written, 20_000, 30_000);
        AtomicBoolean stop = new AtomicBoolean();
        try (Volumes volumes = volumes(SMALL);
                var executor = Executors.newCachedThreadPool()) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(executor.submit(() -> {
                    while (!stop.get()) {
                        try {
                            checkWhole(volumes, written.get(0));
                            checkWhole(volumes, written.get(1));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }));
            }
            for (int i = 0; i < 300; i++) {
                Future<?> victim = executor.submit(() -> {
                    Thread.currentThread().interrupt();
                    checkWhole(volumes, written.get(0));
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    return true;
                });
                victim.get();
            }
            stop.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
    }

    @Test
    void aFullDiskIsRolledBackAndWritingGoesOnWhenThereIsSpace() throws IOException {
        LimitedFiles files = new LimitedFiles();
        try (Volumes volumes = new Volumes(directory, SMALL, files);
                VolumeWriter writer = new VolumeWriter(volumes)) {
            writer.create(1);
            files.limit(5000);
            writer.begin();
            Written first = new Written(1, writer.append(1, record(1, 2000)), 2000);
            for (int room = 0; room < 3000; room += 97) {
                files.limit(room);
                writer.begin();
                assertThatThrownBy(() -> writer.append(2, record(2, 3000)))
                        .isInstanceOfSatisfying(IOException.class, e -> assertThat(Volumes.isFullDisk(e))
                                .isTrue());
                assertThat(writer.rollBack()).isTrue();
            }
            files.limit(Long.MAX_VALUE);
            writer.begin();
            Written second = new Written(2, writer.append(2, record(2, 3000)), 3000);
            checkWhole(volumes, first);
            checkWhole(volumes, second);
        }
    }

    @Test
    void aVolumeThatCannotBeCreatedLeavesNoFile() throws IOException {
        LimitedFiles files = new LimitedFiles();
        files.limit(7);
        try (Volumes volumes = new Volumes(directory, SMALL, files);
                VolumeWriter writer = new VolumeWriter(volumes)) {
            assertThatThrownBy(() -> writer.create(1)).isInstanceOf(IOException.class);
            assertThat(volumes.numbers()).isEmpty();
            files.limit(Long.MAX_VALUE);
            writer.create(1);
            assertThat(volumes.numbers()).containsExactly(1L);
        }
        try (FileChannel channel = FileChannel.open(directory.resolve("0000000001.vol"), StandardOpenOption.READ)) {
            assertThat(channel.size()).isEqualTo(16);
        }
    }
}
