package org.tassis.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A row of a table, as {@link RowWriter} wrote it. Valid while its consumer runs.
public final class Row {
    private final byte[] text;
    private final int[] starts;
    private int values;

    private Row(byte[] text, int columns) {
        this.text = text;
        this.starts = new int[columns + 1];
    }

    /// Takes rows, one after the other.
    @FunctionalInterface
    public interface Consumer {
        void take(Row row) throws IOException, InterruptedException;
    }

    /// Reads all rows of a table.
    ///
    /// @throws BackupException.Damaged a piece of it is damaged
    public static void each(Vault vault, Manifest.Table table, Consumer consumer)
            throws IOException, InterruptedException {
        for (Piece piece : table.pieces()) {
            each(vault.content(piece, table.describe()), table.columns().size(), consumer);
        }
    }

    private static void each(byte[] text, int columns, Consumer consumer) throws IOException, InterruptedException {
        Row row = new Row(text, columns);
        int at = 0;
        while (at < text.length) {
            row.values = 0;
            row.starts[0] = at;
            while (text[at] != '\n') {
                if (text[at] == '\t') {
                    row.next(at + 1);
                }
                at++;
            }
            at++;
            row.next(at);
            if (row.values != columns) {
                throw new IOException("a row has " + row.values + " values instead of " + columns);
            }
            consumer.take(row);
        }
    }

    private void next(int at) throws IOException {
        if (values + 1 >= starts.length) {
            throw new IOException("a row has more than " + values + " values");
        }
        starts[++values] = at;
    }

    public boolean isNull(int column) {
        return length(column) == 2 && text[starts[column]] == '\\' && text[starts[column] + 1] == 'N';
    }

    private int length(int column) {
        return starts[column + 1] - 1 - starts[column];
    }

    private String raw(int column) {
        return new String(text, starts[column], length(column), StandardCharsets.UTF_8);
    }

    /// @throws NumberFormatException it is none
    public long number(int column) {
        return Long.parseLong(raw(column));
    }

    public double real(int column) {
        return Double.parseDouble(raw(column));
    }

    public String text(int column) {
        String raw = raw(column);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder plain = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char letter = raw.charAt(i);
            if (letter == '\\' && i + 1 < raw.length()) {
                char next = raw.charAt(++i);
                plain.append(
                        switch (next) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> next;
                        });
            } else {
                plain.append(letter);
            }
        }
        return plain.toString();
    }

    public Optional<String> textIfAny(int column) {
        return isNull(column) ? Optional.empty() : Optional.of(text(column));
    }

    public byte[] octets(int column) {
        return Hex.parse(raw(column).substring(3));
    }
}
