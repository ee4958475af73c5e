package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 99_999, 100_000, 100_001, 300_000})
    void whatIsWrittenIsRead(int size) throws IOException {
        var random = new Random(size);
        var octets = new byte[size];
        random.nextBytes(octets);
        System.arraycopy(Scans.octets("Subject: s||"), 0, octets, 0, Math.min(size, 14));
        try (var spool = new Spool(directory, 100_000)) {
            int at = 0;
            while (at < size) {
                int n = Math.min(size - at, 1 + random.nextInt(20_000));
                spool.write(octets, at, n);
                at += n;
                assertThat(spool.size()).isEqualTo(at);
            }
            spool.finish();
            assertThat(spool.structure()).isEqualTo(Scans.scan(octets));
            for (int twice = 0; twice < 2; twice++) {
                assertThat(spool.open().readAllBytes()).isEqualTo(octets);
                var out = new ByteArrayOutputStream();
                spool.writeTo(Channels.newChannel(out));
                assertThat(out.toByteArray()).isEqualTo(octets);
            }
            var copy = directory.resolve("copy");
            try (var channel = FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.position(0);
                spool.writeTo(channel);
            }
            assertThat(Files.readAllBytes(copy)).isEqualTo(octets);
            Files.delete(copy);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theFileHasNoNameWhileItIsUsed() throws IOException {
        try (var spool = new Spool(directory, 10)) {
            spool.write(new byte[200_000], 0, 200_000);
            assertThat(directory).isEmptyDirectory(); // so a killed process leaves nothing
        }
    }

    @Test
    void aFailureSurfacesAndLeavesNothing() throws IOException {
        var missing = directory.resolve("missing");
        try (var spool = new Spool(missing, 10)) {
            assertThatThrownBy(() -> spool.write(new byte[11], 0, 11)).isInstanceOf(IOException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFullDiskSurfaces() throws IOException {
        var shm = Path.of("/dev/full");
        if (!Files.exists(shm)) {
            return;
        }
        try (var spool = new Spool(directory, 10);
                var full = FileChannel.open(shm, StandardOpenOption.WRITE)) {
            spool.write(new byte[200_000], 0, 200_000);
            spool.finish();
            assertThatThrownBy(() -> spool.writeTo(full)).isInstanceOf(IOException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void nothingIsReadBeforeTheEndNorWrittenAfterIt() throws IOException {
        var spool = new Spool(directory);
        assertThatThrownBy(spool::structure).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(spool::open).isInstanceOf(IllegalStateException.class);
        spool.finish();
        assertThatThrownBy(() -> spool.write(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        spool.close();
        assertThatThrownBy(spool::open).isInstanceOf(IllegalStateException.class);
        spool.close();
    }
}
