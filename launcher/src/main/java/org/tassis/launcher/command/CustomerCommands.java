package org.tassis.launcher.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `customer add|list|show|change|take|remove|restore`.
@Command(
        name = "customer",
        mixinStandardHelpOptions = true,
        description = "Who has a contract: domains and mailboxes belong to customers, and a plan limits them.")
final class CustomerCommands implements Runnable {
    private static final int PAGE = 500;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// @param plan nothing when nothing is limited
    record Row(
            String name,
            String title,
            @Nullable String plan,
            @Nullable String administrator,
            String language,
            String created,
            @Nullable String removed) {}

    /// @param most nothing when it is unlimited
    record Share(long used, @Nullable Long most) {
        static Share of(Plan.Limit limit, CustomerUse use, Optional<Plan> plan) {
            long most = plan.map(known -> known.limit(limit)).orElse(Plan.UNLIMITED);
            return new Share(use.of(limit), most == Plan.UNLIMITED ? null : most);
        }
    }

    record Details(
            Row customer, Share storage, Share mailboxes, Share domains, Share domainAliases, List<String> names) {}

    CustomerCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    private Row row(Customer customer) {
        return new Row(
                customer.name().value(),
                customer.title(),
                customer.plan()
                        .flatMap(key -> talk.directory().customers().plans().stream()
                                .filter(plan -> plan.key().equals(key))
                                .findFirst())
                        .map(Plan::name)
                        .orElse(null),
                customer.administrator()
                        .flatMap(talk.directory()::account)
                        .map(Account::login)
                        .map(Login::value)
                        .orElse(null),
                customer.language().toLanguageTag(),
                customer.created().toString(),
                customer.removed().map(Object::toString).orElse(null));
    }

    @Command(mixinStandardHelpOptions = true, description = "Add a customer.")
    int add(
            @Parameters(paramLabel = "NAME", description = "A word such as monsite.") Login name,
            @Option(names = "--title", paramLabel = "TEXT", description = "What it is called.") @Nullable String title,
            @Option(names = "--plan", paramLabel = "PLAN", description = "Without one nothing is limited.") @Nullable
                    String plan,
            @Option(names = "--language", paramLabel = "TAG", description = "en, fr or nl.") @Nullable
                    Locale language) {
        Customer made = talk.customers()
                .add(new NewCustomer(
                        name,
                        title == null ? "" : title,
                        Optional.ofNullable(plan).map(Plan::key),
                        language == null ? Locale.ENGLISH : language));
        talk.out().println("Customer " + made.name() + " added. Next: domain add DOMAIN --customer " + made.name());
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the customers.")
    int list(
            @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Only those with it in name or title.")
                    @Nullable
                    String words,
            @Option(names = "--removed", description = "Those that were removed and can be restored.") boolean removed,
            @Option(names = "--json", description = "For programs.") boolean json) {
        List<Row> rows = new ArrayList<>();
        Optional<Login> after = Optional.empty();
        List<Customer> page;
        do {
            page = talk.customers().page(words == null ? "" : words, removed, after, PAGE);
            page.forEach(customer -> rows.add(row(customer)));
            after = page.isEmpty() ? after : Optional.of(page.getLast().name());
        } while (page.size() == PAGE);
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println(removed ? "No customer was removed." : "There are no such customers.");
        } else {
            new Table(talk.out(), "CUSTOMER", "TITLE", "PLAN", "ADMINISTRATOR", "SINCE")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    row.name(),
                                    row.title(),
                                    row.plan() == null ? "no limits" : row.plan(),
                                    row.administrator() == null ? "-" : row.administrator(),
                                    row.created().substring(0, 10)))
                            .toList());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one customer, and what is left of its plan.")
    int show(
            @Parameters(paramLabel = "NAME") Login name,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Customer customer = talk.customers().find(name);
        Optional<Plan> plan = talk.customers().planOf(customer);
        CustomerUse use = talk.customers().use(customer);
        Row row = row(customer);
        List<String> domains = talk.customers().domains(customer).stream()
                .map(domain -> domain.name().unicode())
                .toList();
        if (json) {
            Json.print(
                    talk.out(),
                    new Details(
                            row,
                            Share.of(Plan.Limit.STORAGE, use, plan),
                            Share.of(Plan.Limit.MAILBOXES, use, plan),
                            Share.of(Plan.Limit.DOMAINS, use, plan),
                            Share.of(Plan.Limit.DOMAIN_ALIASES, use, plan),
                            domains));
            return 0;
        }
        talk.out().println("Customer        " + row.name());
        talk.out().println("Title           " + row.title());
        talk.out().println("Plan            " + (row.plan() == null ? "no limits" : row.plan()));
        talk.out().println("Administrator   " + (row.administrator() == null ? "nobody" : row.administrator()));
        talk.out().println("Language        " + row.language());
        talk.out().println("Since           " + row.created());
        for (Plan.Limit limit : Plan.Limit.values()) {
            String label = (limit.noun().substring(0, 1).toUpperCase(Locale.ROOT)
                    + limit.noun().substring(1));
            long most = plan.map(known -> known.limit(limit)).orElse(Plan.UNLIMITED);
            talk.out()
                    .println(label + " ".repeat(16 - label.length()) + limit.text(use.of(limit)) + " of "
                            + limit.text(most)
                            + (most == Plan.UNLIMITED
                                    ? ""
                                    : ", " + limit.text(Math.max(0, most - use.of(limit))) + " left"));
        }
        String label = "Names           ";
        for (String domain : domains) {
            talk.out().println(label + domain);
            label = "                ";
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Change a customer; all changes together or none.")
    int change(
            @Parameters(paramLabel = "NAME") Login name,
            @Option(names = "--title", paramLabel = "TEXT") @Nullable String title,
            @Option(names = "--language", paramLabel = "TAG", description = "en, fr or nl.") @Nullable Locale language,
            @Option(names = "--administrator", paramLabel = "MAILBOX", description = "One of its mailboxes.") @Nullable
                    String administrator,
            @Option(
                            names = "--plan",
                            paramLabel = "PLAN",
                            description = "Refused when the customer has more than it allows.")
                    @Nullable
                    String plan,
            @Option(names = "--no-plan", description = "Nothing is limited.") boolean noPlan) {
        if (title == null && language == null && administrator == null && plan == null && !noPlan) {
            throw Talk.refused("Nothing", "was asked to be changed; customer change --help lists what can be");
        }
        talk.customers()
                .change(
                        name,
                        Optional.ofNullable(title),
                        Optional.ofNullable(language),
                        Optional.ofNullable(administrator),
                        noPlan ? Optional.of("") : Optional.ofNullable(plan));
        talk.out().println("Customer " + name + " changed.");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Give domains that are here already to a customer, with the mailboxes that have an address"
                    + " in them.")
    int take(
            @Parameters(index = "0", paramLabel = "NAME") Login name,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "DOMAIN") List<DomainName> domains) {
        talk.customers().takeDomains(name, domains);
        domains.forEach(domain -> talk.out().println("Domain " + domain.unicode() + " belongs to " + name + "."));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove customers with all their domains, mailboxes and aliases; kept as long as keep-removed"
                    + " in the settings says, by default 30 days.")
    int remove(@Parameters(arity = "1..*", paramLabel = "NAME") List<Login> names) {
        return talk.each(names, name -> {
            talk.customers().remove(name);
            talk.out().println("Customer " + name + " removed. To undo: customer restore " + name);
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed customers with all they had.")
    int restore(@Parameters(arity = "1..*", paramLabel = "NAME") List<Login> names) {
        return talk.each(names, name -> {
            talk.customers().restore(name);
            talk.out().println("Customer " + name + " restored.");
        });
    }
}
