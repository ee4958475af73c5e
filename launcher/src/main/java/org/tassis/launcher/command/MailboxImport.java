package org.tassis.launcher.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NumberedLogin;

/// `mailbox import`: one mailbox for each row of a CSV file. A file that is no CSV is refused as a whole; a row that
/// is refused is told with its line and reason, and the others are done.
final class MailboxImport {
    private static final List<String> COLUMNS = List.of(
            "login", "real-name", "password", "quota", "primary", "addresses", "enabled", "language", "pop-delete");
    private static final int MAX_ROWS = 200_000;

    private final Talk talk;
    private final String file;
    private final boolean dryRun;
    private final boolean csv;
    private final Set<String> seen = new HashSet<>();

    /// @param line of the file, the first being 1
    /// @param fault what is wrong with the row as a whole; empty when nothing is
    private record Row(long line, Map<String, String> values, String fault) {
        String value(String column) {
            return values.getOrDefault(column, "").strip();
        }
    }

    MailboxImport(Talk talk, String file, boolean dryRun, boolean csv) {
        this.talk = talk;
        this.file = file.equals("-") ? "standard input" : file;
        this.dryRun = dryRun;
        this.csv = csv;
    }

    int run() {
        List<Row> rows = read();
        int added = 0;
        if (csv) {
            print("line", "login", "password", "result");
        }
        for (Row row : rows) {
            try {
                add(row);
                added++;
            } catch (DirectoryException e) {
                talk.err().println(file + ", line " + row.line() + ": " + e.getMessage());
                if (csv) {
                    print(
                            Long.toString(row.line()),
                            row.value("login"),
                            "",
                            e.failure().text());
                }
            }
            talk.out().flush();
        }
        int refused = rows.size() - added;
        String done = dryRun ? " could be added" : " added";
        (csv ? talk.err() : talk.out())
                .println(added
                        + (added == 1 ? " mailbox" : " mailboxes")
                        + done
                        + (refused == 0 ? "." : ", " + refused + " refused."));
        return refused == 0 ? 0 : 1;
    }

    private void add(Row row) {
        if (!row.fault().isEmpty()) {
            throw Talk.refused("The row", row.fault());
        }
        NewAccount account = account(row);
        String given = row.values().getOrDefault("password", "");
        boolean generated = given.isBlank();
        try (Secret password = generated ? talk.directory().generatePassword() : new Secret(given)) {
            if (dryRun) {
                talk.mailboxes().check(account, Optional.of(password));
                onlyOnce(account);
                report(row, account.login(), "", "could be added");
            } else {
                talk.mailboxes().add(account, Optional.of(password));
                report(row, account.login(), generated ? password.reveal() : "", "added");
            }
        }
    }

    /// What two rows of the file want both.
    private void onlyOnce(NewAccount account) {
        List<String> names = new ArrayList<>();
        names.add(account.login().value());
        account.addresses().forEach(address -> names.add(address.key()));
        for (String name : names) {
            if (seen.contains(name)) {
                throw Talk.refused(name, "is in an earlier line already");
            }
        }
        seen.addAll(names);
    }

    private void report(Row row, Login login, String password, String result) {
        if (csv) {
            print(Long.toString(row.line()), login.value(), password, result);
        } else {
            talk.out()
                    .println("line " + row.line() + ": " + login + " " + result
                            + (password.isEmpty() ? "" : ", password " + password));
        }
    }

    private NewAccount account(Row row) {
        Optional<EmailAddress> primary = parsed(row, "primary", Values::address, "is not an e-mail address");
        List<EmailAddress> addresses = Arrays.stream(row.value("addresses").split("[;\\s]+", -1))
                .filter(text -> !text.isEmpty())
                .map(text -> Values.address(text)
                        .orElseThrow(() -> Talk.refused("'" + text + "'", "is not an e-mail address")))
                .toList();
        Optional<Login> wanted =
                parsed(row, "login", Login::parse, "is not a login name (letters, digits, dots, dashes, underscores)");
        NewAccount account = NewAccount.named(wanted.orElseGet(() -> suggestion(primary, addresses)))
                .withRealName(row.value("real-name"))
                .withAddresses(addresses);
        if (primary.isPresent()) {
            account = account.withPrimary(primary.get());
        }
        account = account.withQuota(parsed(row, "quota", Values::quota, "is not a size such as 500MB or 3GB")
                .orElse(account.quota()));
        account = account.withEnabled(
                parsed(row, "enabled", Values::truth, "is neither yes nor no").orElse(true));
        account = account.withLanguage(parsed(row, "language", Values::language, "is not a language such as en")
                .orElse(account.language()));
        return account.withPopDelete(parsed(row, "pop-delete", MailboxImport::popDelete, "is neither hide nor expunge")
                .orElse(account.popDelete()));
    }

    private Login suggestion(Optional<EmailAddress> primary, List<EmailAddress> addresses) {
        EmailAddress address = primary.or(() -> addresses.stream().findFirst())
                .orElseThrow(() -> Talk.refused("The row", "has neither a login nor an address to make one from"));
        Login next = talk.directory().suggestLogin(address.domain());
        Optional<NumberedLogin> numbered = NumberedLogin.of(next.value());
        while (dryRun && numbered.isPresent() && seen.contains(next.value())) {
            numbered = numbered.map(NumberedLogin::next);
            next = numbered.map(NumberedLogin::login).orElse(next);
        }
        return next;
    }

    private static Optional<Account.PopDelete> popDelete(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "hide" -> Optional.of(Account.PopDelete.HIDE);
            case "expunge" -> Optional.of(Account.PopDelete.EXPUNGE);
            default -> Optional.empty();
        };
    }

    /// Empty when the cell is.
    private static <T> Optional<T> parsed(
            Row row, String column, Function<String, Optional<T>> parser, String otherwise) {
        String text = row.value(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                parser.apply(text).orElseThrow(() -> Talk.refused("The " + column + " '" + text + "'", otherwise)));
    }

    private List<Row> read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(talk.in(), StandardCharsets.UTF_8.newDecoder()))) {
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
                return rows(parser);
            }
        } catch (CharacterCodingException e) {
            throw Talk.refused(file, "is not in UTF-8; nothing was added");
        } catch (IOException | UncheckedIOException e) {
            throw Talk.refused(file, "is no CSV file, nothing was added: " + e.getMessage());
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

    private List<Row> rows(CSVParser parser) {
        List<Row> rows = new ArrayList<>();
        List<String> columns = List.of();
        long line = 1;
        for (CSVRecord record : parser) {
            if (columns.isEmpty()) {
                columns = columns(record);
            } else if (!(record.size() == 1 && record.get(0).isBlank())) {
                rows.add(row(line, columns, record));
                if (rows.size() > MAX_ROWS) {
                    throw Talk.refused(file, "has more than " + MAX_ROWS + " rows; import it in parts");
                }
            }
            line = parser.getCurrentLineNumber() + 1;
        }
        if (columns.isEmpty()) {
            throw Talk.refused(file, "is empty; its first row names the columns: " + String.join(", ", COLUMNS));
        }
        return rows;
    }

    private List<String> columns(CSVRecord header) {
        List<String> columns = new ArrayList<>();
        for (String name : header) {
            String column = name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _]+", "-");
            if (!COLUMNS.contains(column)) {
                throw Talk.refused(
                        "The column '" + name.strip() + "' of " + file,
                        "is not known; the first row names the columns: " + String.join(", ", COLUMNS));
            }
            if (columns.contains(column)) {
                throw Talk.refused("The column '" + column + "' of " + file, "is there twice");
            }
            columns.add(column);
        }
        return columns;
    }

    private static Row row(long line, List<String> columns, CSVRecord record) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < Math.min(record.size(), columns.size()); i++) {
            values.put(columns.get(i), record.get(i));
        }
        return new Row(
                line,
                values,
                record.size() > columns.size()
                        ? "has " + record.size() + " values for " + columns.size() + " columns"
                        : "");
    }

    private void print(String... values) {
        try {
            CSVPrinter printer = new CSVPrinter(talk.out(), CSVFormat.RFC4180);
            printer.printRecord((Object[]) values);
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
