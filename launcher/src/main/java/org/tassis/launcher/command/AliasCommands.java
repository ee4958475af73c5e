package org.tassis.launcher.command;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `alias add|list|show|change|remove|restore`.
@Command(
        name = "alias",
        mixinStandardHelpOptions = true,
        description = "Addresses without a mailbox, whose mail goes to other addresses, here or elsewhere.")
final class AliasCommands implements Runnable {
    private static final int PAGE = 500;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(
            String address,
            List<String> targets,
            boolean enabled,
            String created,
            @Nullable String removed) {
        static Row of(Alias alias) {
            return new Row(
                    alias.address().toString(),
                    alias.targets().stream().map(EmailAddress::toString).toList(),
                    alias.enabled(),
                    alias.created().toString(),
                    alias.removed().map(Object::toString).orElse(null));
        }
    }

    AliasCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "Add an alias.")
    int add(
            @Parameters(index = "0", paramLabel = "ADDRESS", description = "In a domain of this server.")
                    EmailAddress address,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "TARGET",
                            description = "Where its mail goes: addresses of this server or of others.")
                    List<EmailAddress> targets) {
        Alias alias = talk.domains().addAlias(address, targets);
        talk.out().println("Alias " + address + " leads to " + Values.text(alias.targets()) + ".");
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the aliases.")
    int list(
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only those in it.") @Nullable
                    DomainName domain,
            @Option(
                            names = "--search",
                            paramLabel = "WORDS",
                            description = "Only those that have each of these somewhere in their address or in one that"
                                    + " they lead to.")
                    @Nullable
                    String words,
            @Option(names = "--removed", description = "Those that were removed and can be restored.") boolean removed,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Iterator<List<Alias>> pages = pages(AliasQuery.ALL
                .in(Optional.ofNullable(domain))
                .with(words == null ? "" : words)
                .removed(removed));
        if (json) {
            Json.printAll(
                    talk.out(),
                    Stream.iterate(pages, Iterator::hasNext, next -> next)
                            .flatMap(page -> page.next().stream())
                            .map(Row::of)
                            .iterator());
            return 0;
        }
        if (!pages.hasNext()) {
            talk.out().println(removed ? "No alias was removed." : "There are no such aliases.");
            return 0;
        }
        Table table = new Table(talk.out(), "ALIAS", "ENABLED", "LEADS TO");
        while (pages.hasNext()) {
            table.print(pages.next().stream()
                    .map(alias -> List.of(
                            alias.address().toString(), Values.yesOrNo(alias.enabled()), Values.text(alias.targets())))
                    .toList());
        }
        return 0;
    }

    /// Some hundred in memory at a time.
    private Iterator<List<Alias>> pages(AliasQuery query) {
        return new Iterator<>() {
            private List<Alias> next = page(Optional.empty());

            private List<Alias> page(Optional<EmailAddress> after) {
                return talk.directory().redirections().aliases(query, after, PAGE);
            }

            @Override
            public boolean hasNext() {
                return !next.isEmpty();
            }

            @Override
            public List<Alias> next() {
                List<Alias> page = next;
                next = page.size() < PAGE
                        ? List.of()
                        : page(Optional.of(page.getLast().address()));
                return page;
            }
        };
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one alias.")
    int show(
            @Parameters(paramLabel = "ADDRESS") EmailAddress address,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Row row = Row.of(talk.directory().redirections().alias(address));
        if (json) {
            Json.print(talk.out(), row);
            return 0;
        }
        talk.out().println("Alias      " + row.address());
        talk.out().println("Enabled    " + Values.yesOrNo(row.enabled()));
        talk.out().println("Since      " + row.created());
        String label = "Leads to   ";
        for (String target : row.targets()) {
            talk.out().println(label + target);
            label = "           ";
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Change an alias; all changes together or none.")
    int change(
            @Parameters(paramLabel = "ADDRESS") EmailAddress address,
            @Option(names = "--add", paramLabel = "TARGET", description = "It leads there too. May be repeated.")
                    @Nullable
                    List<EmailAddress> more,
            @Option(names = "--remove", paramLabel = "TARGET", description = "No longer there. May be repeated.")
                    @Nullable
                    List<EmailAddress> fewer,
            @Option(names = "--enable", description = "Receive mail for it.") boolean enable,
            @Option(names = "--disable", description = "Refuse mail for it.") boolean disable) {
        if (more == null && fewer == null && enable == disable) {
            throw Talk.refused("Nothing", "was asked to be changed; alias change --help lists what can be");
        }
        talk.domains().changeAlias(address, before -> {
            Set<EmailAddress> targets = new LinkedHashSet<>(before.targets());
            for (EmailAddress target : fewer == null ? List.<EmailAddress>of() : fewer) {
                if (!targets.remove(target)) {
                    throw new DirectoryException(
                            new DirectoryFailure.BadValue("The alias " + address, "does not lead to " + target));
                }
            }
            targets.addAll(more == null ? List.of() : more);
            return before.withTargets(new ArrayList<>(targets))
                    .withEnabled(enable == disable ? before.enabled() : enable);
        });
        talk.out().println("Alias " + address + " changed.");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove aliases: mail to them is refused, and the addresses are free for others.")
    int remove(@Parameters(arity = "1..*", paramLabel = "ADDRESS") List<EmailAddress> addresses) {
        return talk.each(addresses, address -> {
            talk.domains().removeAlias(address);
            talk.out().println("Alias " + address + " removed. To undo: alias restore " + address);
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed aliases.")
    int restore(@Parameters(arity = "1..*", paramLabel = "ADDRESS") List<EmailAddress> addresses) {
        return talk.each(addresses, address -> {
            talk.domains().restoreAlias(address);
            talk.out().println("Alias " + address + " restored.");
        });
    }
}
