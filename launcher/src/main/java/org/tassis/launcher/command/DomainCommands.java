package org.tassis.launcher.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DomainRedirection;
import org.tassis.directory.MailDomain;
import org.tassis.directory.desk.SetUp;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `domain add|list|show|change|remove|restore`.
@Command(name = "domain", mixinStandardHelpOptions = true, description = "The domains this server receives mail for.")
final class DomainCommands implements Runnable {
    private final Talk talk;
    private final Map<CustomerId, String> names = new HashMap<>();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// @param ascii    as DNS knows it
    /// @param unicode  as people read it
    /// @param customer whose it is
    record Row(
            String ascii,
            String unicode,
            String customer,
            boolean enabled,
            String created,
            @Nullable String removed) {
        static Row of(MailDomain domain, String customer) {
            return new Row(
                    domain.name().ascii(),
                    domain.name().unicode(),
                    customer,
                    domain.enabled(),
                    domain.created().toString(),
                    domain.removed().map(Object::toString).orElse(null));
        }
    }

    /// @param aliasOf     the domain whose addresses it has too
    /// @param catchAll    where mail for unknown addresses goes
    /// @param roleMailbox login of who gets mail for abuse, hostmaster, postmaster and webmaster
    record Details(
            Row domain,
            long mailboxes,
            long addresses,
            @Nullable String aliasOf,
            @Nullable String catchAll,
            @Nullable String roleMailbox) {}

    DomainCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "Add domains; accented and other letters are welcome.")
    int add(
            @Parameters(arity = "1..*", paramLabel = "DOMAIN") List<DomainName> names,
            @Option(names = "--customer", paramLabel = "NAME", description = "Whose they are (the operator's own).")
                    @Nullable
                    Login customer) {
        CustomerId owner = customer == null
                ? CustomerId.HOUSE
                : talk.customers().find(customer).id();
        return talk.each(names, name -> {
            talk.domains().add(name, owner);
            talk.keys().provide(name);
            talk.out().println("Domain " + name.unicode() + " added.");
        });
    }

    @Command(
            name = "set-up",
            mixinStandardHelpOptions = true,
            description = "Add a domain with all that belongs to it: its administrator's mailbox, with a generated"
                    + " password, unless its customer has one; the role addresses; its keys; and a message to the"
                    + " administrator.")
    int setUp(
            @Parameters(paramLabel = "DOMAIN") DomainName name,
            @Option(names = "--customer", paramLabel = "NAME", description = "Whose it is (the operator's own).")
                    @Nullable
                    Login customer,
            @Option(
                            names = "--administrator",
                            paramLabel = "LOGIN",
                            description = "Login of the mailbox to be made (the customer's name).")
                    @Nullable
                    Login administrator,
            @Option(
                            names = "--send-to",
                            paramLabel = "ADDRESS",
                            description = "Where the message goes (into the administrator's mailbox).")
                    @Nullable
                    EmailAddress to) {
        CustomerId owner = customer == null
                ? CustomerId.HOUSE
                : talk.customers().find(customer).id();
        SetUp made = talk.domains().setUp(name, owner, Optional.ofNullable(administrator));
        talk.keys().provide(name);
        talk.out().println("Domain " + name.unicode() + " added.");
        talk.out().println("Administrator: " + made.administrator().login());
        made.password().ifPresent(password -> talk.out().println("Password: " + password.reveal()));
        talk.domains().tell(made, Optional.ofNullable(to));
        talk.out().println("The message to the administrator is sent. Next: domain dkim show " + name.unicode());
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the domains.")
    int list(
            @Option(names = "--customer", paramLabel = "NAME", description = "Only those of one.") @Nullable
                    Login customer,
            @Option(names = "--removed", description = "Those that were removed and can be restored.") boolean removed,
            @Option(names = "--json", description = "For programs.") boolean json) {
        List<Row> rows = (customer == null
                        ? talk.directory().domains(removed)
                        : talk.directory()
                                .customers()
                                .domains(talk.customers().find(customer).id(), removed))
                .stream().map(domain -> row(domain)).toList();
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println(removed ? "No domain was removed." : "There are no domains yet: domain add DOMAIN");
        } else {
            new Table(talk.out(), "DOMAIN", "IN DNS", "ENABLED", "SINCE", "CUSTOMER")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    row.unicode(),
                                    row.ascii(),
                                    Values.yesOrNo(row.enabled()),
                                    row.created().substring(0, 10),
                                    row.customer()))
                            .toList());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one domain.")
    int show(
            @Parameters(paramLabel = "DOMAIN") DomainName name,
            @Option(names = "--json", description = "For programs.") boolean json) {
        MailDomain domain = talk.directory().mailDomain(name);
        long[] counts = new long[2];
        new Pages(talk.directory(), Optional.of(name), false).rows().forEach(record -> {
            counts[0]++;
            counts[1] += record.account().addresses().stream()
                    .filter(address -> address.domain().equals(name))
                    .count();
        });
        Row row = row(domain);
        DomainRedirection redirection = domain.redirection();
        Optional<String> roles = redirection
                .roleMailbox()
                .flatMap(talk.directory()::account)
                .map(account -> account.login().value());
        if (json) {
            Json.print(
                    talk.out(),
                    new Details(
                            row,
                            counts[0],
                            counts[1],
                            redirection.aliasOf().map(DomainName::ascii).orElse(null),
                            redirection.catchAll().map(EmailAddress::toString).orElse(null),
                            roles.orElse(null)));
        } else {
            talk.out().println("Domain      " + row.unicode());
            talk.out().println("In DNS      " + row.ascii());
            talk.out().println("Customer    " + row.customer());
            talk.out().println("Enabled     " + Values.yesOrNo(row.enabled()));
            talk.out().println("Since       " + row.created());
            talk.out().println("Mailboxes   " + counts[0]);
            talk.out().println("Addresses   " + counts[1]);
            redirection.aliasOf().ifPresent(other -> talk.out().println("Alias of    " + other.unicode()));
            redirection.catchAll().ifPresent(address -> talk.out().println("Catch-all   " + address));
            roles.ifPresent(login -> talk.out().println("Roles       " + login));
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Switch a domain on or off.")
    int change(
            @Parameters(paramLabel = "DOMAIN") DomainName name,
            @CommandLine.ArgGroup(multiplicity = "1") OnOrOff wanted) {
        talk.domains().enable(name, wanted.enable);
        talk.out()
                .println(
                        wanted.enable
                                ? "Domain " + name.unicode() + " is on."
                                : "Domain " + name.unicode() + " is off: mail for it is refused.");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove domains that have no addresses any more; restore brings them back.")
    int remove(@Parameters(arity = "1..*", paramLabel = "DOMAIN") List<DomainName> names) {
        return talk.each(names, name -> {
            talk.domains().remove(name);
            talk.out().println("Domain " + name.unicode() + " removed. To undo: domain restore " + name.unicode());
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed domains.")
    int restore(@Parameters(arity = "1..*", paramLabel = "DOMAIN") List<DomainName> names) {
        return talk.each(names, name -> {
            talk.domains().restore(name);
            talk.out().println("Domain " + name.unicode() + " restored.");
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let every address of a domain mean the same address of another domain of this server."
                    + " Mailboxes and aliases of its own come first.")
    int alias(
            @Parameters(index = "0", paramLabel = "DOMAIN") DomainName name,
            @Parameters(index = "1", arity = "0..1", paramLabel = "OTHER") @Nullable DomainName other,
            @Option(names = "--none", description = "No longer.") boolean none) {
        talk.domains().aliasOf(name, oneOf(other, none, "the other domain"));
        talk.out()
                .println(
                        other == null
                                ? "Domain " + name.unicode() + " is no alias of another."
                                : "Domain " + name.unicode() + " has the addresses of " + other.unicode() + ".");
        return 0;
    }

    @Command(
            name = "catch-all",
            mixinStandardHelpOptions = true,
            description = "Where mail for addresses that are not there goes, instead of being refused.")
    int catchAll(
            @Parameters(index = "0", paramLabel = "DOMAIN") DomainName name,
            @Parameters(index = "1", arity = "0..1", paramLabel = "ADDRESS") @Nullable EmailAddress address,
            @Option(names = "--none", description = "It is refused.") boolean none) {
        talk.domains().catchAll(name, oneOf(address, none, "an address"));
        talk.out()
                .println("Mail for unknown addresses of " + name.unicode()
                        + (address == null ? " is refused." : " goes to " + address + "."));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Whose mailbox gets the mail for abuse, hostmaster, postmaster, webmaster, dmarc-reports and"
                    + " tls-reports, where the domain"
                    + " has no mailbox or alias of that name.")
    int roles(
            @Parameters(index = "0", paramLabel = "DOMAIN") DomainName name,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "MAILBOX",
                            description = "Its login or one of its addresses.")
                    @Nullable
                    String mailbox,
            @Option(names = "--none", description = "Nobody's.") boolean none) {
        Optional<Account> account =
                oneOf(mailbox, none, "a mailbox").map(talk.directory()::mailbox).map(AccountRecord::account);
        talk.domains().roleMailbox(name, Optional.ofNullable(mailbox));
        talk.out()
                .println("Mail for the role addresses of " + name.unicode()
                        + account.map(owner -> " goes to " + owner.login() + ".")
                                .orElse(" has no mailbox of its own."));
        return 0;
    }

    private Row row(MailDomain domain) {
        return Row.of(domain, customerName(domain.customer()));
    }

    private String customerName(CustomerId id) {
        return names.computeIfAbsent(id, known -> talk.directory()
                .customers()
                .find(known)
                .map(customer -> customer.name().value())
                .orElse("removed"));
    }

    private <T> Optional<T> oneOf(@Nullable T value, boolean none, String what) {
        if ((value == null) != none) {
            throw Talk.refused("This", "needs " + what + ", or --none");
        }
        return Optional.ofNullable(value);
    }

    /// One of two.
    static final class OnOrOff {
        @Option(names = "--enable", required = true, description = "Receive mail for it.")
        boolean enable;

        @Option(names = "--disable", required = true, description = "Refuse mail for it.")
        boolean disable;
    }
}
