package org.tassis.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Writes the rows of a table as lines of text: values separated by tabs, `\N` for null, octets as `\\x` and
/// hexadecimal, and a backslash before what would be misread. It is what PostgreSQL's `COPY ... FROM` reads,
/// so that a table can be got at without this program.
///
/// The text is cut into pieces between rows, at places that depend on what is written alone: where rows are
/// unchanged, pieces are too, even when others were put in before them. Used by one thread.
public final class RowWriter {
    private static final int LEAST = 1 << 20;
    private static final int CUT_MASK = 0x3FF; // one row in a thousand, behind the least size
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Writing pieces;
    private final List<Piece> written = new ArrayList<>();
    private final MessageDigest sha256 = Hex.sha256();
    private final CRC32C crc = new CRC32C();
    private final byte[] digest = new byte[32];
    private byte[] buffer = new byte[LEAST + (LEAST >> 2)];
    private int size;
    private int rowStart;
    private boolean fresh = true;
    private long rows;

    /// Takes a piece.
    @FunctionalInterface
    interface Writing {
        Piece put(byte[] content, int length) throws IOException, InterruptedException;
    }

    RowWriter(Writing pieces) {
        this.pieces = pieces;
    }

    /// For what {@link #digest} says alone.
    public static RowWriter digesting() {
        return new RowWriter((_, length) -> new Piece("", "", length, 0));
    }

    /// Of all rows until now: {@link Manifest.Table#digest}.
    public String digest() {
        return Hex.of(digest);
    }

    public void number(long value) {
        ascii(Long.toString(value));
    }

    public void real(double value) {
        ascii(Double.toString(value));
    }

    public void nothing() {
        ascii("\\N");
    }

    public void text(String value) {
        separate();
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        need(2 * octets.length);
        for (byte octet : octets) {
            switch (octet) {
                case '\\' -> escaped('\\');
                case '\t' -> escaped('t');
                case '\n' -> escaped('n');
                case '\r' -> escaped('r');
                default -> buffer[size++] = octet;
            }
        }
    }

    private void escaped(char letter) {
        buffer[size++] = '\\';
        buffer[size++] = (byte) letter;
    }

    public void octets(byte[] value) {
        separate();
        need(3 + 2 * value.length);
        buffer[size++] = '\\';
        buffer[size++] = '\\';
        buffer[size++] = 'x';
        for (byte octet : value) {
            buffer[size++] = HEX[octet >> 4 & 15];
            buffer[size++] = HEX[octet & 15];
        }
    }

    private void ascii(String value) {
        separate();
        need(value.length());
        for (int i = 0; i < value.length(); i++) {
            buffer[size++] = (byte) value.charAt(i);
        }
    }

    private void separate() {
        need(1);
        if (!fresh) {
            buffer[size++] = '\t';
        }
        fresh = false;
    }

    private void need(int more) {
        if (more < 0 || size > PieceForm.LONGEST - more) {
            throw new BackupException("a row of the database is too long to be saved");
        }
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length + (buffer.length >> 1)));
        }
    }

    /// Ends a row.
    public void end() throws IOException, InterruptedException {
        need(1);
        buffer[size++] = '\n';
        fresh = true;
        rows++;
        sha256.update(buffer, rowStart, size - rowStart);
        byte[] ofRow = sha256.digest();
        for (int i = 0; i < digest.length; i++) {
            digest[i] ^= ofRow[i];
        }
        if (size >= LEAST && (size >= Piece.MOST / 2 || isPlaceToCut())) {
            cut();
        }
        rowStart = size;
    }

    private boolean isPlaceToCut() {
        crc.reset();
        crc.update(buffer, rowStart, size - rowStart);
        return ((int) crc.getValue() & CUT_MASK) == 0;
    }

    private void cut() throws IOException, InterruptedException {
        if (size > 0) {
            written.add(pieces.put(buffer, size));
            size = 0;
        }
    }

    Manifest.Table finish(String name, List<String> columns) throws IOException, InterruptedException {
        cut();
        return new Manifest.Table(name, rows, Hex.of(digest), columns, written);
    }
}
