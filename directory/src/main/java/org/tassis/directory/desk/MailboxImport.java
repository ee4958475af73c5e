package org.tassis.directory.desk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryFailure.BadValue.Rule;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NumberedLogin;
import org.tassis.directory.Plan;
import org.tassis.directory.PreparedPassword;
import org.tassis.directory.Sizes;

/// Many mailboxes at once, from the rows of a {@link MailboxSheet}. Each is made by the visitor's right,
/// under all rules, with its entry in the audit log. One thread.
public final class MailboxImport {
    /// Rows that are made together or not at all.
    public static final int MOST_TOGETHER = 10_000;

    private final MailboxDesk desk;
    private final Directory directory;

    MailboxImport(MailboxDesk desk, Directory directory) {
        this.desk = desk;
        this.directory = directory;
    }

    /// What became of one row, or would.
    ///
    /// @param line     of the file
    /// @param login    of the mailbox; as it is written when it was refused
    /// @param password that was generated, shown this once; empty in a preview, and when one was given
    /// @param failure  empty when it was made, or could be
    public record Line(long line, String login, Optional<Secret> password, Optional<DirectoryFailure> failure) {}

    /// A row that could be made, with what it will be.
    private record Ready(
            MailboxSheet.Row row, NewAccount account, Passing forward, Secret password, boolean generated) {}

    /// To whom its mail is passed on.
    ///
    /// @param to empty: to nobody
    private record Passing(List<EmailAddress> to, boolean copy) {}

    /// Says of each row what would become of it, in order, and makes nothing: rows are held against those
    /// before them, and plans against all.
    public List<Line> preview(List<MailboxSheet.Row> rows) {
        List<Line> lines = new ArrayList<>();
        ready(rows, lines::add);
        return lines;
    }

    /// Makes what can be made.
    ///
    /// @param each hears of every row as soon as it is done
    public void lines(List<MailboxSheet.Row> rows, Consumer<Line> each) {
        for (MailboxSheet.Row row : rows) {
            each.accept(line(row));
        }
    }

    private Line line(MailboxSheet.Row row) {
        try {
            NewAccount account = account(row, desk::suggestLogin);
            Optional<String> given = given(row);
            Secret password = given.map(Secret::new).orElseGet(directory.credentials()::generatePassword);
            Passing forward = forward(row);
            desk.add(account, Optional.of(password), forward.to(), forward.copy());
            return new Line(
                    row.line(),
                    account.login().value(),
                    given.isPresent() ? Optional.empty() : Optional.of(password),
                    Optional.empty());
        } catch (DirectoryException e) {
            return refused(row, e.failure());
        }
    }

    /// Makes all, or nothing when one row is refused: then what is said is that of {@link #preview}.
    ///
    /// @throws DirectoryException TooMany beyond {@link #MOST_TOGETHER} rows; what changed meanwhile
    public List<Line> all(List<MailboxSheet.Row> rows) {
        if (rows.size() > MOST_TOGETHER) {
            throw new DirectoryException(
                    new DirectoryFailure.TooMany("mailboxes that are made together", MOST_TOGETHER));
        }
        List<Line> lines = new ArrayList<>();
        List<Ready> ready = ready(rows, lines::add);
        if (ready.size() < rows.size()) {
            return lines;
        }
        Map<Ready, PreparedPassword> prepared = new LinkedHashMap<>();
        ready.forEach(one -> prepared.put(one, directory.credentials().prepare(one.password(), one.account())));
        return directory.together(() -> prepared.entrySet().stream()
                .map(entry -> {
                    Ready one = entry.getKey();
                    desk.addPrepared(one.account(), Optional.of(entry.getValue()));
                    if (!one.forward().to().isEmpty()) {
                        desk.setForward(
                                one.account().login().value(),
                                one.forward().to(),
                                one.forward().copy());
                    }
                    return new Line(
                            one.row().line(),
                            one.account().login().value(),
                            one.generated() ? Optional.of(one.password()) : Optional.empty(),
                            Optional.empty());
                })
                .toList());
    }

    private List<Ready> ready(List<MailboxSheet.Row> rows, Consumer<Line> each) {
        Set<String> seen = new HashSet<>();
        Map<CustomerId, Room> rooms = new HashMap<>();
        List<Ready> ready = new ArrayList<>();
        for (MailboxSheet.Row row : rows) {
            try {
                NewAccount account = account(row, domain -> free(desk.suggestLogin(domain), seen));
                Optional<String> given = given(row);
                Secret password = given.map(Secret::new).orElseGet(directory.credentials()::generatePassword);
                NewAccount owned = desk.check(account, Optional.of(password));
                onlyOnce(owned, seen);
                rooms.computeIfAbsent(owned.customer().orElse(CustomerId.HOUSE), this::room)
                        .take(owned);
                ready.add(new Ready(row, owned, forward(row), password, given.isEmpty()));
                each.accept(new Line(row.line(), owned.login().value(), Optional.empty(), Optional.empty()));
            } catch (DirectoryException e) {
                each.accept(refused(row, e.failure()));
            }
        }
        return ready;
    }

    private static Line refused(MailboxSheet.Row row, DirectoryFailure failure) {
        return new Line(row.line(), row.value("login"), Optional.empty(), Optional.of(failure));
    }

    private static Optional<String> given(MailboxSheet.Row row) {
        return Optional.of(row.raw("password")).filter(text -> !text.isBlank());
    }

    /// The next number that no row before has.
    private static Login free(Login suggested, Set<String> seen) {
        Login next = suggested;
        Optional<NumberedLogin> numbered = NumberedLogin.of(next.value());
        while (numbered.isPresent() && seen.contains(next.value())) {
            numbered = numbered.map(NumberedLogin::next);
            next = numbered.map(NumberedLogin::login).orElse(next);
        }
        return next;
    }

    /// What two rows of the file want both.
    private static void onlyOnce(NewAccount account, Set<String> seen) {
        List<String> names = new ArrayList<>();
        names.add(account.login().value());
        account.addresses().forEach(address -> names.add(address.key()));
        for (String name : names) {
            if (seen.contains(name)) {
                throw bad(name, "is in an earlier line already", Rule.EARLIER_LINE);
            }
        }
        seen.addAll(names);
    }

    private Room room(CustomerId id) {
        Optional<Customer> customer = directory.customers().find(id);
        return new Room(
                customer.map(Customer::name).map(Login::value).orElse(""),
                customer.flatMap(directory.customers()::planOf),
                directory.customers().use(id));
    }

    /// What a plan leaves, with the rows counted that were before.
    private static final class Room {
        private final String customer;
        private final Optional<Plan> plan;
        private long mailboxes;
        private long storage;

        Room(String customer, Optional<Plan> plan, CustomerUse use) {
            this.customer = customer;
            this.plan = plan;
            this.mailboxes = use.mailboxes();
            this.storage = use.storage();
        }

        void take(NewAccount account) {
            if (plan.isEmpty()) {
                return;
            }
            mustFit(Plan.Limit.MAILBOXES, mailboxes, 1);
            mustFit(Plan.Limit.STORAGE, storage, account.quota().bytes());
            mailboxes++;
            storage = sum(storage, account.quota().bytes());
        }

        private void mustFit(Plan.Limit limit, long had, long more) {
            long most = plan.map(known -> known.limit(limit)).orElse(Plan.UNLIMITED);
            if (more > 0 && sum(had, more) > most) {
                throw new DirectoryException(new DirectoryFailure.LimitReached(
                        new Login(customer), plan.map(Plan::name).orElse(""), limit, most, Math.max(0, most - had)));
            }
        }

        private static long sum(long one, long other) {
            return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
        }
    }

    private static NewAccount account(MailboxSheet.Row row, Function<org.tassis.core.DomainName, Login> suggestion) {
        if (!row.fault().isEmpty()) {
            throw bad("The row", row.fault(), Rule.ROW);
        }
        Optional<EmailAddress> primary =
                parsed(row, "primary", EmailAddress::parse, "is not an e-mail address", Rule.NOT_ADDRESS);
        List<EmailAddress> addresses = addresses(row, "addresses");
        Optional<Login> wanted = parsed(
                row,
                "login",
                Login::parse,
                "is not a login name (letters, digits, dots, dashes, underscores)",
                Rule.LOGIN);
        Login login = wanted.orElseGet(() -> suggestion.apply(primary.or(
                        () -> addresses.stream().findFirst())
                .orElseThrow(() -> bad("The row", "has neither a login nor an address to make one from", Rule.ROW))
                .domain()));
        NewAccount account =
                NewAccount.named(login).withRealName(row.value("real-name")).withAddresses(addresses);
        if (primary.isPresent()) {
            account = account.withPrimary(primary.get());
        }
        return account.withQuota(parsed(row, "quota", Sizes::quota, "is not a size such as 500MB or 3GB", Rule.SIZE)
                        .orElse(account.quota()))
                .withEnabled(parsed(row, "enabled", MailboxImport::truth, "is neither yes nor no", Rule.YES_OR_NO)
                        .orElse(true))
                .withLanguage(
                        parsed(row, "language", MailboxImport::language, "is not a language such as en", Rule.LANGUAGE)
                                .orElse(account.language()))
                .withPopDelete(parsed(
                                row,
                                "pop-delete",
                                MailboxImport::popDelete,
                                "is neither hide nor expunge",
                                Rule.POP_DELETE)
                        .orElse(account.popDelete()));
    }

    private static Passing forward(MailboxSheet.Row row) {
        return new Passing(
                addresses(row, "forward"),
                parsed(row, "keep-copy", MailboxImport::truth, "is neither yes nor no", Rule.YES_OR_NO)
                        .orElse(true));
    }

    private static List<EmailAddress> addresses(MailboxSheet.Row row, String column) {
        return Arrays.stream(row.value(column).split("[;\\s]+", -1))
                .filter(text -> !text.isEmpty())
                .map(text -> EmailAddress.parse(text)
                        .orElseThrow(() -> bad("'" + text + "'", "is not an e-mail address", Rule.NOT_ADDRESS)))
                .toList();
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "1", "on", "y" -> Optional.of(true);
            case "no", "false", "0", "off", "n" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Locale> language(String text) {
        String tag = text.toLowerCase(Locale.ROOT);
        return tag.matches("[a-z]{2}") ? Optional.of(Locale.forLanguageTag(tag)) : Optional.empty();
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
            MailboxSheet.Row row, String column, Function<String, Optional<T>> parser, String otherwise, Rule rule) {
        String text = row.value(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                parser.apply(text).orElseThrow(() -> bad("The " + column + " '" + text + "'", otherwise, rule)));
    }

    private static DirectoryException bad(String what, String why, Rule rule) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why, rule));
    }
}
