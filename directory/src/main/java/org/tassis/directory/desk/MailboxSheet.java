package org.tassis.directory.desk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryFailure.BadValue.Rule;
import org.tassis.directory.Forward;
import org.tassis.directory.Sizes;

/// Mailboxes as a CSV file (RFC 4180) in UTF-8, whose first row names the columns. Spreadsheets that write
/// semicolons or tabs instead of commas are understood. Spreadsheets take some cells for formulas: what is
/// written that begins like one has an apostrophe before it, which is taken away again when it is read.
public final class MailboxSheet {
    /// In the order in which they are written.
    public static final List<String> COLUMNS = List.of(
            "login",
            "real-name",
            "password",
            "quota",
            "primary",
            "addresses",
            "enabled",
            "language",
            "pop-delete",
            "forward",
            "keep-copy");

    /// Of one file.
    public static final int MOST_ROWS = 200_000;

    private static final String FORMULA = "=+-@\t\r";

    private MailboxSheet() {}

    /// One row that is not the first.
    ///
    /// @param line  of the file, the first being 1
    /// @param fault what is wrong with the row as a whole; empty when nothing is
    public record Row(long line, Map<String, String> values, String fault) {
        public Row {
            values = Map.copyOf(values);
        }

        /// Empty when there is none.
        public String value(String column) {
            return raw(column).strip();
        }

        String raw(String column) {
            return values.getOrDefault(column, "");
        }
    }

    /// @param file what it is called in sentences
    /// @throws DirectoryException BadValue: it is no such file; then it is refused as a whole
    public static List<Row> read(String file, InputStream in) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            reader.mark(1);
            if (reader.read() != '\ufeff') {
                reader.reset();
            }
            CSVFormat format = CSVFormat.RFC4180
                    .builder()
                    .setDelimiter(delimiter(reader))
                    .setIgnoreEmptyLines(false)
                    .get();
            try (CSVParser parser =
                    CSVParser.builder().setReader(reader).setFormat(format).get()) {
                return rows(file, parser);
            }
        } catch (CharacterCodingException e) {
            throw bad(file, "is not in UTF-8; nothing was added", Rule.NO_TABLE);
        } catch (IOException | UncheckedIOException e) {
            throw bad(file, "is no CSV file, nothing was added: " + e.getMessage(), Rule.NO_TABLE);
        }
    }

    /// A comma, or what some spreadsheets write instead: the sign after the first name.
    private static char delimiter(BufferedReader reader) throws IOException {
        reader.mark(200);
        char found = ',';
        for (int i = 0; i < 199; i++) {
            int c = reader.read();
            if (c == ',' || c == ';' || c == '\t') {
                found = (char) c;
                break;
            }
            if (c < 0 || c == '\n') {
                break;
            }
        }
        reader.reset();
        return found;
    }

    private static List<Row> rows(String file, CSVParser parser) {
        List<Row> rows = new ArrayList<>();
        List<String> columns = List.of();
        long line = 1;
        for (CSVRecord record : parser) {
            if (columns.isEmpty()) {
                columns = columns(file, record);
            } else if (!(record.size() == 1 && record.get(0).isBlank())) {
                rows.add(row(line, columns, record));
                if (rows.size() > MOST_ROWS) {
                    throw bad(file, "has more than " + MOST_ROWS + " rows; import it in parts", Rule.NO_TABLE);
                }
            }
            line = parser.getCurrentLineNumber() + 1;
        }
        if (columns.isEmpty()) {
            throw bad(file, "is empty; its first row names the columns: " + String.join(", ", COLUMNS), Rule.NO_TABLE);
        }
        return rows;
    }

    private static List<String> columns(String file, CSVRecord header) {
        List<String> columns = new ArrayList<>();
        for (String name : header) {
            String column = name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _]+", "-");
            if (!COLUMNS.contains(column)) {
                throw bad(
                        "The column '" + name.strip() + "' of " + file,
                        "is not known; the first row names the columns: " + String.join(", ", COLUMNS),
                        Rule.COLUMN);
            }
            if (columns.contains(column)) {
                throw bad("The column '" + column + "' of " + file, "is there twice", Rule.COLUMN);
            }
            columns.add(column);
        }
        return columns;
    }

    private static Row row(long line, List<String> columns, CSVRecord record) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < Math.min(record.size(), columns.size()); i++) {
            values.put(columns.get(i), unguarded(record.get(i)));
        }
        return new Row(
                line,
                values,
                record.size() > columns.size()
                        ? "has " + record.size() + " values for " + columns.size() + " columns"
                        : "");
    }

    /// Writes the first row.
    public static void writeColumns(Appendable out) {
        write(out, COLUMNS);
    }

    /// Writes a mailbox, without its password, which nobody knows.
    ///
    /// @param forward of the mailbox; one that is off is left out
    public static void write(Appendable out, AccountRecord record, Optional<Forward> forward) {
        Optional<Forward> on = forward.filter(Forward::enabled);
        Account account = record.account();
        write(
                out,
                List.of(
                        account.login().value(),
                        account.realName(),
                        "",
                        account.quota().limitsBytes()
                                ? Sizes.exactly(account.quota().bytes())
                                : "unlimited",
                        account.primary().map(EmailAddress::toString).orElse(""),
                        spaced(account.addresses().stream()
                                .filter(address -> account.primary()
                                        .filter(address::equals)
                                        .isEmpty())
                                .toList()),
                        account.enabled() ? "yes" : "no",
                        account.language().toLanguageTag(),
                        account.popDelete().name().toLowerCase(Locale.ROOT),
                        on.map(one -> spaced(one.targets())).orElse(""),
                        on.map(one -> one.keepCopy() ? "yes" : "no").orElse("")));
    }

    private static String spaced(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::toString).collect(Collectors.joining(" "));
    }

    private static void write(Appendable out, List<String> cells) {
        try {
            CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
            printer.printRecord(cells.stream().map(MailboxSheet::guarded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String guarded(String cell) {
        return isFormula(cell.replaceFirst("^'+", "")) ? "'" + cell : cell;
    }

    static String unguarded(String cell) {
        return cell.startsWith("'") && isFormula(cell.replaceFirst("^'+", "")) ? cell.substring(1) : cell;
    }

    private static boolean isFormula(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    }

    private static DirectoryException bad(String what, String why, Rule rule) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why, rule));
    }
}
