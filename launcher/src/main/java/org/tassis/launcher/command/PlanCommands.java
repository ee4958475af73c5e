package org.tassis.launcher.command;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Quota;
import org.tassis.directory.Plan;
import org.tassis.directory.RemovedPlan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plan list|show|add|change|remove|restore`.
@Command(name = "plan", mixinStandardHelpOptions = true, description = "How much of everything customers may have.")
final class PlanCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// A plan for programs; nothing where there is no limit.
    ///
    /// @param storage octets
    /// @param removed when it was removed
    record Row(
            String name,
            @Nullable Long storage,
            @Nullable Long mailboxes,
            @Nullable Long domains,
            @Nullable Long domainAliases,
            @Nullable String removed) {
        static Row of(Plan plan) {
            return of(plan, null);
        }

        static Row of(RemovedPlan removed) {
            return of(removed.plan(), removed.removed().toString());
        }

        private static Row of(Plan plan, @Nullable String removed) {
            return new Row(
                    plan.name(),
                    limited(plan.storage()),
                    limited(plan.mailboxes()),
                    limited(plan.domains()),
                    limited(plan.domainAliases()),
                    removed);
        }

        private static @Nullable Long limited(long amount) {
            return amount == Plan.UNLIMITED ? null : amount;
        }
    }

    PlanCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "List the plans.")
    int list(
            @Option(names = "--removed", description = "Those that were removed and can be restored.") boolean removed,
            @Option(names = "--json", description = "For programs.") boolean json) {
        if (!removed) {
            print(talk.customers().plans(), json);
            return 0;
        }
        List<RemovedPlan> plans = talk.customers().removedPlans();
        if (json) {
            Json.printAll(talk.out(), plans.stream().map(Row::of).iterator());
        } else if (plans.isEmpty()) {
            talk.out().println("No plan was removed.");
        } else {
            print(plans.stream().map(RemovedPlan::plan).toList(), false);
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one plan.")
    int show(
            @Parameters(paramLabel = "PLAN") String name,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Plan plan = talk.customers().plan(name);
        if (json) {
            Json.print(talk.out(), Row.of(plan));
        } else {
            print(List.of(plan), false);
        }
        return 0;
    }

    private void print(List<Plan> plans, boolean json) {
        if (json) {
            Json.printAll(talk.out(), plans.stream().map(Row::of).iterator());
            return;
        }
        new Table(talk.out(), "PLAN", "MAIL STORAGE", "MAILBOXES", "MAIL DOMAINS", "DOMAIN ALIASES")
                .print(plans.stream()
                        .map(plan -> List.of(
                                plan.name(),
                                Plan.Limit.STORAGE.text(plan.storage()),
                                Plan.Limit.MAILBOXES.text(plan.mailboxes()),
                                Plan.Limit.DOMAINS.text(plan.domains()),
                                Plan.Limit.DOMAIN_ALIASES.text(plan.domainAliases())))
                        .toList());
    }

    @Command(mixinStandardHelpOptions = true, description = "Add a plan; what is not said is unlimited.")
    int add(@Parameters(paramLabel = "PLAN") String name, @CommandLine.Mixin Limits limits) {
        talk.customers()
                .addPlan(limits.of(new Plan(name, Plan.UNLIMITED, Plan.UNLIMITED, Plan.UNLIMITED, Plan.UNLIMITED)));
        talk.out().println("Plan " + name.strip() + " added.");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Change a plan, for all its customers at once. Refused when one of them has more than it"
                    + " would allow.")
    int change(@Parameters(paramLabel = "PLAN") String name, @CommandLine.Mixin Limits limits) {
        talk.customers().changePlan(name, limits::of);
        talk.out().println("Plan " + name.strip() + " changed.");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove plans that no customer has; kept as long as keep-removed in the settings says, by"
                    + " default 30 days.")
    int remove(@Parameters(arity = "1..*", paramLabel = "PLAN") List<String> names) {
        return talk.each(names, name -> {
            talk.customers().removePlan(name);
            talk.out().println("Plan " + name.strip() + " removed. To undo: plan restore " + name.strip());
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed plans.")
    int restore(@Parameters(arity = "1..*", paramLabel = "PLAN") List<String> names) {
        return talk.each(names, name -> {
            Plan restored = talk.customers().restorePlan(name);
            talk.out().println("Plan " + restored.name() + " restored.");
        });
    }

    /// What a plan limits.
    static final class Limits {
        @Option(names = "--storage", paramLabel = "SIZE", description = "Of all mailboxes together: 30GB, unlimited.")
        @Nullable
        Quota storage;

        @Option(names = "--mailboxes", paramLabel = "COUNT", description = "A number, or unlimited.")
        @Nullable
        String mailboxes;

        @Option(names = "--domains", paramLabel = "COUNT", description = "Without domain aliases.")
        @Nullable
        String domains;

        @Option(names = "--domain-aliases", paramLabel = "COUNT")
        @Nullable
        String domainAliases;

        Plan of(Plan before) {
            return new Plan(
                    before.name(),
                    Optional.ofNullable(storage)
                            .map(size -> size.limitsBytes() ? size.bytes() : Plan.UNLIMITED)
                            .orElse(before.storage()),
                    count(mailboxes, before.mailboxes()),
                    count(domains, before.domains()),
                    count(domainAliases, before.domainAliases()));
        }

        private static long count(@Nullable String text, long before) {
            if (text == null) {
                return before;
            }
            if (text.strip().equalsIgnoreCase("unlimited")) {
                return Plan.UNLIMITED;
            }
            if (!text.strip().matches("[0-9]{1,9}")) {
                throw Talk.refused("'" + text + "'", "is neither a number nor the word unlimited");
            }
            return Long.parseLong(text.strip());
        }
    }
}
