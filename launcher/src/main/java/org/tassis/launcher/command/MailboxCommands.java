package org.tassis.launcher.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.NewAccount;
import org.tassis.directory.desk.MailboxSheet;
import org.tassis.store.Usage;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailbox add|welcome|logins|list|show|change|remove|restore|import|export`.
@Command(name = "mailbox", mixinStandardHelpOptions = true, description = "Mailboxes and who owns them.")
final class MailboxCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// A mailbox for programs.
    ///
    /// @param quota in octets; nothing when unlimited
    record Row(
            String login,
            String realName,
            boolean enabled,
            @Nullable String primary,
            List<String> addresses,
            @Nullable Long quota,
            String popDelete,
            List<String> hiddenCapabilities,
            String language,
            String created,
            @Nullable String removed) {
        static Row of(AccountRecord record) {
            Account account = record.account();
            return new Row(
                    account.login().value(),
                    account.realName(),
                    account.enabled(),
                    account.primary().map(EmailAddress::toString).orElse(null),
                    account.addresses().stream().map(EmailAddress::toString).toList(),
                    account.quota().limitsBytes() ? account.quota().bytes() : null,
                    account.popDelete().name().toLowerCase(Locale.ROOT),
                    List.copyOf(new TreeSet<>(account.hiddenCapabilities())),
                    account.language().toLanguageTag(),
                    record.created().toString(),
                    record.removed().map(Object::toString).orElse(null));
        }
    }

    record Details(Row mailbox, long usedBytes, long messages) {}

    MailboxCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Add a mailbox. Without --stdin or --prompt a password is generated and printed.")
    int add(@ArgGroup(multiplicity = "1") Named named, @Mixin Parts parts, @Mixin PasswordSource source) {
        Login login = named.login != null ? named.login : talk.directory().suggestLogin(named.domain());
        NewAccount account = NewAccount.named(login)
                .withEnabled(!parts.disabled)
                .withAddresses(parts.addresses)
                .withPopDelete(parts.popDelete == null ? Account.PopDelete.HIDE : parts.popDelete)
                .withHiddenCapabilities(new HashSet<>(parts.hidden));
        if (parts.realName != null) {
            account = account.withRealName(parts.realName);
        }
        if (parts.quota != null) {
            account = account.withQuota(parts.quota);
        }
        if (parts.primary != null) {
            account = account.withPrimary(parts.primary);
        }
        if (parts.language != null) {
            account = account.withLanguage(parts.language);
        }
        boolean given = source.isGiven();
        try (Secret password =
                given ? talk.passwordLine() : talk.directory().credentials().generatePassword()) {
            talk.mailboxes().add(account, Optional.of(password));
            talk.out().println("Mailbox " + login + " added.");
            if (!given) {
                talk.out().println("Password: " + password.reveal());
            }
        }
        if (parts.welcome) {
            talk.mailboxes().welcome(login.value(), Optional.ofNullable(parts.to));
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Write to the owner how to log in and which servers to use; without the password.")
    int welcome(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String name,
            @Option(names = "--send-to", paramLabel = "ADDRESS", description = "Where it goes (into the mailbox).")
                    @Nullable
                    EmailAddress to) {
        talk.mailboxes().welcome(name, Optional.ofNullable(to));
        talk.out().println("The welcome message is sent" + (to == null ? " into the mailbox." : " to " + to + "."));
        return 0;
    }

    /// Logins of one day, for programs.
    record LoginRow(String first, String last, long times, String protocol, String from, String client) {}

    @Command(
            name = "end-factors",
            mixinStandardHelpOptions = true,
            description = "Take the second factors off a mailbox whose owner is locked out: the password is enough"
                    + " then. A letter tells the owner.")
    int endFactors(
            @Parameters(arity = "1..*", paramLabel = "MAILBOX", description = "A login or one of its addresses.")
                    List<String> names) {
        return talk.each(names, name -> {
            talk.mailboxes().endFactors(name);
            talk.out().println(name + " logs in with the password alone, and finds a letter about it.");
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Who logged in to a mailbox, from where and how often: a line for each day, protocol and"
                    + " address, the last one first; of the last 90 days.")
    int logins(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String name,
            @Option(names = "-n", paramLabel = "COUNT", defaultValue = "50", description = "How many lines (50).")
                    int most,
            @Option(names = "--json", description = "For programs.") boolean json) {
        List<LoginRow> rows = talk.mailboxes().logins(name, most).stream()
                .map(login -> new LoginRow(
                        login.first().toString(),
                        login.last().toString(),
                        login.times(),
                        login.protocol(),
                        login.from(),
                        login.client()))
                .toList();
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println("Nobody logged in.");
        } else {
            new Table(talk.out(), "LAST", "TIMES", "BY", "FROM", "PROGRAM")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    row.last().substring(0, 16).replace('T', ' '),
                                    Long.toString(row.times()),
                                    row.protocol(),
                                    row.from(),
                                    row.client()))
                            .toList());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the mailboxes.")
    int list(
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only those with an address in it.")
                    @Nullable
                    DomainName domain,
            @Option(names = "--removed", description = "Those that were removed and can be restored.") boolean removed,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Pages pages = new Pages(talk.directory(), Optional.ofNullable(domain), removed);
        if (json) {
            Iterator<Row> rows = pages.rows().map(Row::of).iterator();
            Json.printAll(talk.out(), rows);
            return 0;
        }
        if (!pages.hasNext()) {
            talk.out().println("There are no such mailboxes.");
            return 0;
        }
        Table table = new Table(talk.out(), "LOGIN", "REAL NAME", "QUOTA", "ENABLED", "ADDRESSES");
        while (pages.hasNext()) {
            table.print(pages.next().stream()
                    .map(record -> {
                        Account account = record.account();
                        return List.of(
                                account.login().value(),
                                account.realName(),
                                Values.text(account.quota()),
                                Values.yesOrNo(account.enabled()),
                                some(account.addresses()));
                    })
                    .toList());
        }
        return 0;
    }

    private static String some(List<EmailAddress> addresses) {
        List<String> first =
                addresses.stream().limit(3).map(EmailAddress::toString).toList();
        return String.join(" ", first) + (addresses.size() > 3 ? " (" + (addresses.size() - 3) + " more)" : "");
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one mailbox.")
    int show(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String name,
            @Option(names = "--json", description = "For programs.") boolean json) {
        AccountRecord record = talk.directory().mailbox(name);
        Account account = record.account();
        Usage usage = talk.usage(account.id());
        Row row = Row.of(record);
        if (json) {
            Json.print(talk.out(), new Details(row, usage.bytes(), usage.messages()));
            return 0;
        }
        talk.out().println("Login         " + row.login());
        talk.out().println("Real name     " + row.realName());
        talk.out().println("Enabled       " + Values.yesOrNo(row.enabled()));
        talk.out().println("Primary       " + (row.primary() == null ? "off" : row.primary()));
        String label = "Addresses     ";
        for (String address : row.addresses()) {
            talk.out().println(label + address);
            label = "              ";
        }
        talk.out().println("Quota         " + Values.text(account.quota()));
        talk.out().println("Used          " + Values.size(usage.bytes()) + " in " + usage.messages() + " messages");
        talk.out()
                .println("POP3 DELE     "
                        + (account.popDelete() == Account.PopDelete.HIDE
                                ? "hides from POP3 only"
                                : "expunges everywhere"));
        if (!row.hiddenCapabilities().isEmpty()) {
            talk.out().println("Hidden        " + String.join(" ", row.hiddenCapabilities()));
        }
        talk.out().println("Language      " + row.language());
        talk.out().println("Since         " + row.created());
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Change a mailbox; all changes together or none.")
    int change(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String name,
            @Mixin Changes wanted) {
        List<MailboxChange> changes = wanted.list();
        if (changes.isEmpty()) {
            throw Talk.refused("Nothing", "was asked to be changed; mailbox change --help lists what can be");
        }
        AccountRecord record = talk.directory().mailbox(name);
        talk.mailboxes().change(name, changes);
        talk.out().println("Mailbox " + record.account().login() + " changed.");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove mailboxes: closed at once, kept with mail and addresses as long as"
                    + " keep-removed in the settings says, by default 30 days.")
    int remove(@Parameters(arity = "1..*", paramLabel = "MAILBOX") List<String> names) {
        return talk.each(names, name -> {
            Account account = talk.mailboxes().remove(name);
            talk.out().println("Mailbox " + account.login() + " removed. To undo: mailbox restore " + account.login());
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed mailboxes.")
    int restore(@Parameters(arity = "1..*", paramLabel = "MAILBOX") List<String> names) {
        return talk.each(names, name -> talk.out()
                .println("Mailbox " + talk.mailboxes().restore(name).login() + " restored."));
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Add many mailboxes from a CSV file. Its first row names the columns: login, real-name, password,"
                        + " quota, primary, addresses, enabled, language, pop-delete.",
                "Empty: login - the next number of the primary address's domain; password - one is generated and"
                        + " printed; quota - 3 GB; enabled - yes. Addresses are separated by spaces or semicolons."
            })
    int importFile(
            @Parameters(paramLabel = "FILE", description = "The CSV file in UTF-8; - for the standard input.")
                    String file,
            @Option(names = "--dry-run", description = "Only check, add nothing.") boolean dryRun,
            @Option(names = "--all-or-nothing", description = "Add nothing when one row is refused (up to 10000 rows).")
                    boolean all,
            @Option(names = "--csv", description = "Print the result as CSV.") boolean csv) {
        return new MailboxImport(talk, file, dryRun, all, csv).run();
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Print mailboxes as CSV, with the columns that import reads; the column of passwords is empty.",
                "A cell that a spreadsheet would take for a formula has an apostrophe before it, which import takes"
                        + " away."
            })
    int export(
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only those with an address in it.")
                    @Nullable
                    DomainName domain) {
        MailboxSheet.writeColumns(talk.out());
        new Pages(talk.directory(), Optional.ofNullable(domain), false)
                .rows()
                .forEach(record -> MailboxSheet.write(
                        talk.out(),
                        record,
                        talk.directory().redirections().forward(record.account().id())));
        return 0;
    }

    /// The login itself, or the domain to make one for.
    static final class Named {
        @Option(names = "--login", required = true, description = "The login name.")
        @Nullable
        Login login;

        @Option(
                names = "--domain",
                required = true,
                description = "Use the next free login of this domain: monsite0001 for monsite.be.")
        @Nullable
        DomainName domain;

        DomainName domain() {
            if (domain == null) {
                throw new IllegalStateException("neither login nor domain");
            }
            return domain;
        }
    }

    /// Where a password comes from.
    static final class PasswordSource {
        @Option(names = "--stdin", description = "Read the password from the standard input, one line.")
        boolean stdin;

        @Option(names = "--prompt", description = "Ask for the password on the terminal.")
        boolean prompt;

        boolean isGiven() {
            return stdin || prompt;
        }
    }

    /// What a new mailbox is made of.
    static final class Parts {
        @Option(names = "--real-name", paramLabel = "NAME")
        @Nullable
        String realName;

        @Option(names = "--quota", paramLabel = "SIZE", description = "Such as 500MB, 3GB (the default), unlimited.")
        @Nullable
        Quota quota;

        @Option(names = "--primary", paramLabel = "ADDRESS", description = "The address it sends from.")
        @Nullable
        EmailAddress primary;

        @Option(names = "--address", paramLabel = "ADDRESS", description = "A further address; may be repeated.")
        List<EmailAddress> addresses = new ArrayList<>();

        @Option(names = "--disabled", description = "Switched off until it is enabled.")
        boolean disabled;

        @Option(names = "--welcome", description = "Write to the owner how to log in, without the password.")
        boolean welcome;

        @Option(names = "--send-to", paramLabel = "ADDRESS", description = "Where that goes (into the mailbox).")
        @Nullable
        EmailAddress to;

        @Option(names = "--language", paramLabel = "TAG", description = "en, fr or nl.")
        @Nullable
        Locale language;

        @Option(names = "--pop-delete", paramLabel = "hide|expunge", description = "What DELE of POP3 does.")
        Account.@Nullable PopDelete popDelete;

        @Option(
                names = "--hide-capability",
                paramLabel = "NAME",
                description = "An IMAP capability not offered, for a broken client; may be repeated.")
        List<String> hidden = new ArrayList<>();
    }

    /// What may be changed of a mailbox.
    static final class Changes {
        @Option(names = "--real-name", paramLabel = "NAME")
        @Nullable
        String realName;

        @Option(names = "--quota", paramLabel = "SIZE", description = "Such as 500MB, 3GB, unlimited.")
        @Nullable
        Quota quota;

        @ArgGroup
        DomainCommands.@Nullable OnOrOff enabled;

        @ArgGroup
        @Nullable
        PrimaryOrNot primary;

        @Option(names = "--add-address", paramLabel = "ADDRESS", description = "May be repeated.")
        List<EmailAddress> added = new ArrayList<>();

        @Option(names = "--remove-address", paramLabel = "ADDRESS", description = "May be repeated.")
        List<EmailAddress> removed = new ArrayList<>();

        @Option(names = "--language", paramLabel = "TAG", description = "en, fr or nl.")
        @Nullable
        Locale language;

        @Option(names = "--pop-delete", paramLabel = "hide|expunge", description = "What DELE of POP3 does.")
        Account.@Nullable PopDelete popDelete;

        @Option(
                names = "--hide-capability",
                paramLabel = "NAME",
                description = "An IMAP capability not offered, for a broken client; may be repeated; replaces those"
                        + " hidden before.")
        List<String> hidden = new ArrayList<>();

        @Option(names = "--hide-nothing", description = "Offer every IMAP capability again.")
        boolean hideNothing;

        List<MailboxChange> list() {
            List<MailboxChange> changes = new ArrayList<>();
            if (realName != null) {
                changes.add(new MailboxChange.RealName(realName));
            }
            if (quota != null) {
                changes.add(new MailboxChange.Limit(quota));
            }
            if (enabled != null) {
                changes.add(new MailboxChange.Enabled(enabled.enable));
            }
            if (primary != null) {
                changes.add(
                        primary.address != null
                                ? new MailboxChange.Primary(primary.address)
                                : new MailboxChange.NoPrimary());
            }
            if (!removed.isEmpty()) {
                changes.add(new MailboxChange.RemoveAddresses(removed));
            }
            if (!added.isEmpty()) {
                changes.add(new MailboxChange.AddAddresses(added));
            }
            if (language != null) {
                changes.add(new MailboxChange.Language(language));
            }
            if (popDelete != null) {
                changes.add(new MailboxChange.PopDelete(popDelete));
            }
            if (hideNothing || !hidden.isEmpty()) {
                changes.add(new MailboxChange.HiddenCapabilities(hideNothing ? Set.of() : new HashSet<>(hidden)));
            }
            return changes;
        }
    }

    /// One of two.
    static final class PrimaryOrNot {
        @Option(
                names = "--primary",
                paramLabel = "ADDRESS",
                required = true,
                description = "The address it sends from.")
        @Nullable
        EmailAddress address;

        @Option(names = "--no-primary", required = true, description = "Switch the primary address off.")
        boolean none;
    }
}
