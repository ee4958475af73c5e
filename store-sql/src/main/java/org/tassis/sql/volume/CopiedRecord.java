package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// A record of a volume that is somewhere else, such as in a backup, read whole and compared with its
/// checksums.
///
/// @param structure encoded
/// @param octets    of the message
public record CopiedRecord(byte[] structure, byte[] octets) {

    /// Brings octets of a volume.
    @FunctionalInterface
    public interface Source {
        byte[] read(long volume, long offset, int length) throws IOException, InterruptedException;
    }

    /// @throws DamagedRecord there is no record, another one, or one that does not agree with its checksums
    public static CopiedRecord read(Source source, long locator, long contentId)
            throws IOException, InterruptedException {
        RecordHeader header = header(source, locator, contentId);
        byte[] structure = structure(source, locator, header);
        byte[] octets = source.read(
                Locator.volume(locator), Locator.offset(locator) + header.octetsAt(), Math.toIntExact(header.length()));
        check(octets, header.octetsCrc(), locator, "the message");
        return new CopiedRecord(structure, octets);
    }

    /// The encoded structure alone.
    public static byte[] structure(Source source, long locator, long contentId)
            throws IOException, InterruptedException {
        return structure(source, locator, header(source, locator, contentId));
    }

    private static RecordHeader header(Source source, long locator, long contentId)
            throws IOException, InterruptedException {
        RecordHeader header = RecordHeader.decode(
                ByteBuffer.wrap(source.read(Locator.volume(locator), Locator.offset(locator), RecordHeader.SIZE)),
                locator);
        if (header.contentId() != contentId) {
            throw new DamagedRecord(locator, "the record is content " + header.contentId() + ", not " + contentId);
        }
        return header;
    }

    private static byte[] structure(Source source, long locator, RecordHeader header)
            throws IOException, InterruptedException {
        byte[] structure = source.read(
                Locator.volume(locator), Locator.offset(locator) + RecordHeader.SIZE, header.structureLength());
        check(structure, header.structureCrc(), locator, "the structure");
        return structure;
    }

    private static void check(byte[] octets, int expected, long locator, String what) throws DamagedRecord {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        if ((int) crc.getValue() != expected) {
            throw new DamagedRecord(locator, what + " does not agree with its checksum");
        }
    }
}
