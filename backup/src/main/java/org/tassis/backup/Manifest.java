package org.tassis.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What one backup consists of. Written last: where there is a manifest, everything it names was there.
///
/// As text, a line for each fact, and at the end the SHA-256 of all lines before.
///
/// @param id       when it was begun, in UTC, such as `20261121T033000Z`; ids sort by time
/// @param taken    what the database says is of this moment
/// @param finished when all pieces were there
/// @param program  version that wrote it
/// @param schema   steps of the database's tables that had been applied
/// @param problems what could not be saved as it should have been, in sentences
public record Manifest(
        String id,
        Instant taken,
        Instant finished,
        String program,
        String host,
        List<String> schema,
        List<String> problems,
        List<Item> items) {
    private static final String FIRST = "tassis-backup-manifest 1";

    public Manifest {
        if (!id.matches("[0-9]{8}T[0-9]{6}Z")) {
            throw new IllegalArgumentException("'" + id + "' is no id of a backup");
        }
        schema = List.copyOf(schema);
        problems = List.copyOf(problems);
        items = List.copyOf(items);
    }

    /// Something that was saved.
    public sealed interface Item {
        List<Piece> pieces();

        /// For people: what it is.
        String describe();

        default long length() {
            return pieces().stream().mapToLong(Piece::length).sum();
        }
    }

    /// Rows of a table, as {@link RowWriter} writes them.
    ///
    /// @param digest the sum, by exclusive or, of the SHA-256 of every row: it does not depend on their order
    public record Table(String name, long rows, String digest, List<String> columns, List<Piece> pieces)
            implements Item {
        public Table {
            columns = List.copyOf(columns);
            pieces = List.copyOf(pieces);
        }

        /// Whether it is no table of the database, but what a drill compares with what mail programs are
        /// shown.
        public boolean isCheck() {
            return name.startsWith("check_");
        }

        @Override
        public String describe() {
            return "table " + name;
        }
    }

    /// A volume of messages, up to what the database knew of.
    public record Volume(long number, List<Piece> pieces) implements Item {
        public Volume {
            pieces = List.copyOf(pieces);
        }

        @Override
        public String describe() {
            return "volume " + number;
        }
    }

    /// A file beside them.
    ///
    /// @param path relative, with `/`
    public record File(String path, List<Piece> pieces) implements Item {
        public File {
            pieces = List.copyOf(pieces);
            if (path.isEmpty() || path.startsWith("/") || (path + "/").contains("../") || path.contains("\n")) {
                throw new IllegalArgumentException("'" + path + "' is no path of a file in a backup");
            }
        }

        @Override
        public String describe() {
            return "file " + path;
        }
    }

    public Stream<Piece> pieces() {
        return items.stream().flatMap(item -> item.pieces().stream());
    }

    public Stream<Table> tables() {
        return items.stream().filter(Table.class::isInstance).map(Table.class::cast);
    }

    public Optional<Table> table(String name) {
        return tables().filter(table -> table.name().equals(name)).findFirst();
    }

    public Stream<Volume> volumes() {
        return items.stream().filter(Volume.class::isInstance).map(Volume.class::cast);
    }

    public Stream<File> files() {
        return items.stream().filter(File.class::isInstance).map(File.class::cast);
    }

    /// Octets of what was saved.
    public long length() {
        return items.stream().mapToLong(Item::length).sum();
    }

    /// Rows of the messages that are in mailboxes.
    public long messages() {
        return table("store_message").map(Table::rows).orElse(0L);
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        fact(text, "id", id);
        fact(text, "taken", taken.toString());
        fact(text, "finished", finished.toString());
        fact(text, "program", program);
        fact(text, "host", host);
        fact(text, "schema", String.join(" ", schema));
        problems.forEach(problem -> fact(text, "problem", problem));
        for (Item item : items) {
            switch (item) {
                case Table table ->
                    fact(
                            text,
                            "table",
                            table.name + " " + table.rows + " " + table.digest + " " + String.join(",", table.columns));
                case Volume volume -> fact(text, "volume", Long.toString(volume.number));
                case File file -> fact(text, "file", file.path);
            }
            for (Piece piece : item.pieces()) {
                fact(
                        text,
                        "piece",
                        piece.name() + " "
                                + (piece.sha256().equals(piece.name()) ? "=" : piece.sha256())
                                + " " + piece.length() + " " + piece.stored());
            }
        }
        byte[] facts = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] end = ("end " + Hex.of(Hex.sha256().digest(facts)) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(facts, facts.length + end.length);
        System.arraycopy(end, 0, all, facts.length, end.length);
        return all;
    }

    private static void fact(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value.replaceAll("[\r\n]+", " ")).append('\n');
    }

    /// @param object where it was read
    /// @throws BackupException.Damaged it is not whole
    static Manifest decode(String object, byte[] octets) {
        int lastLine = lastLine(octets);
        String end = new String(octets, lastLine, octets.length - lastLine, StandardCharsets.US_ASCII);
        MessageDigest digest = Hex.sha256();
        digest.update(octets, 0, lastLine);
        if (!end.equals("end " + Hex.of(digest.digest()) + "\n")) {
            throw new BackupException.Damaged(
                    object, "is cut off or was changed: the list of this backup cannot be used.");
        }
        try {
            return new Reading().read(new String(octets, 0, lastLine, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new BackupException.Damaged(object, "was written by a newer version of this program: use that one.");
        }
    }

    private static int lastLine(byte[] octets) {
        int at = octets.length - 1;
        while (at > 0 && octets[at - 1] != '\n') {
            at--;
        }
        return Math.max(at, 0);
    }

    /// A manifest while its lines are read.
    private static final class Reading {
        private String id = "";
        private Instant taken = Instant.EPOCH;
        private Instant finished = Instant.EPOCH;
        private String program = "";
        private String host = "";
        private List<String> schema = List.of();
        private final List<String> problems = new ArrayList<>();
        private final List<Item> items = new ArrayList<>();
        private String[] item = {};
        private List<Piece> pieces = new ArrayList<>();

        Manifest read(String text) {
            if (!text.startsWith(FIRST + "\n")) {
                throw new IllegalArgumentException("another first line");
            }
            text.lines().skip(1).forEach(this::line);
            finishItem();
            return new Manifest(id, taken, finished, program, host, schema, problems, items);
        }

        private void line(String line) {
            String[] words = line.split(" ", 2);
            String value = words[1];
            switch (words[0]) {
                case "id" -> id = value;
                case "taken" -> taken = Instant.parse(value);
                case "finished" -> finished = Instant.parse(value);
                case "program" -> program = value;
                case "host" -> host = value;
                case "schema" -> schema = value.isEmpty() ? List.of() : List.of(value.split(" ", -1));
                case "problem" -> problems.add(value);
                case "table", "volume", "file" -> {
                    finishItem();
                    item = words;
                }
                case "piece" -> pieces.add(piece(value.split(" ", -1)));
                default -> throw new IllegalArgumentException("a line that is not known");
            }
        }

        private static Piece piece(String[] words) {
            if (!words[0].matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("no name of a piece");
            }
            return new Piece(
                    words[0],
                    words[1].equals("=") ? words[0] : words[1],
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]));
        }

        private void finishItem() {
            if (item.length == 0) {
                return;
            }
            switch (item[0]) {
                case "table" -> {
                    String[] words = item[1].split(" ", -1);
                    items.add(new Table(
                            words[0], Long.parseLong(words[1]), words[2], List.of(words[3].split(",", -1)), pieces));
                }
                case "volume" -> items.add(new Volume(Long.parseLong(item[1]), pieces));
                default -> items.add(new File(item[1], pieces));
            }
            pieces = new ArrayList<>();
        }
    }
}
