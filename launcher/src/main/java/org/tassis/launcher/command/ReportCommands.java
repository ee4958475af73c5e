package org.tassis.launcher.command;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.directory.MailDomain;
import org.tassis.mailflow.report.told.Summary;
import org.tassis.mailflow.report.told.Told;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `reports show|send`.
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        description = "Reports that mail servers send each other about mail and about TLS.")
final class ReportCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    ReportCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Show what others report about domains here: which addresses sent messages in their name and whether"
                        + " those passed DMARC, and what became of TLS on the way here.",
                "Others send it to dmarc-reports@DOMAIN and tls-reports@DOMAIN when the DNS says so: domain dns DOMAIN."
            })
    int show(
            @Parameters(arity = "0..1", paramLabel = "DOMAIN") @Nullable DomainName name,
            @Option(
                            names = "--days",
                            paramLabel = "DAYS",
                            defaultValue = "30",
                            description = "How far back (default: ${DEFAULT-VALUE}).")
                    int days,
            @Option(names = "--json", description = "For programs.") boolean json) {
        LocalDate since = LocalDate.now(ZoneOffset.UTC).minusDays(Math.clamp(days, 0, 3650));
        List<DomainName> domains = name == null
                ? talk.directory().domains(false).stream().map(MailDomain::name).toList()
                : List.of(talk.directory().mailDomain(name).name());
        List<Summary.Source> sources = new ArrayList<>();
        List<Summary.Tls> connections = new ArrayList<>();
        for (DomainName domain : domains) {
            Told told = Told.of(talk.reports(), domain, since);
            sources.addAll(told.sources());
            told.connections().stream().map(ReportCommands::named).forEach(connections::add);
        }
        if (json) {
            Json.print(talk.out(), Map.of("messages", sources, "connections", connections));
            return 0;
        }
        talk.out().println("Messages in the name of domains here, since " + since + ":");
        if (sources.isEmpty()) {
            talk.out().println("nothing was reported.");
        } else {
            new Table(talk.out(), "DOMAIN", "SOURCE", "PASSED", "FAILED", "REPORTED BY")
                    .print(sources.stream()
                            .map(row -> List.of(
                                    row.domain(),
                                    row.source(),
                                    Long.toString(row.passed()),
                                    Long.toString(row.failed()),
                                    few(row.reporters())))
                            .toList());
        }
        talk.out().println();
        talk.out().println("Connections to servers of domains here, since " + since + ":");
        if (connections.isEmpty()) {
            talk.out().println("nothing was reported.");
        } else {
            new Table(talk.out(), "DOMAIN", "POLICY", "RESULT", "SERVER", "CONNECTIONS", "REPORTED BY")
                    .print(connections.stream()
                            .map(row -> List.of(
                                    row.domain(),
                                    row.policy(),
                                    row.result(),
                                    row.server(),
                                    Long.toString(row.connections()),
                                    few(row.reporters())))
                            .toList());
        }
        return 0;
    }

    private static Summary.Tls named(Summary.Tls row) {
        return row.result().isEmpty()
                ? new Summary.Tls(row.domain(), row.policy(), "fine", row.server(), row.connections(), row.reporters())
                : row;
    }

    private static String few(List<String> reporters) {
        return String.join(", ", reporters.subList(0, Math.min(3, reporters.size())))
                + (reporters.size() > 3 ? " and " + (reporters.size() - 3) + " more" : "");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Send what was counted until now to the domains that ask for it, without waiting for the"
                    + " end of the day.")
    int send() {
        Optional<Integer> sent = talk.reports().sendNow();
        if (sent.isEmpty()) {
            talk.err()
                    .println("Reports are sent by a running server, and only when reports.dmarc or reports.tls is on.");
            return 1;
        }
        talk.out().println(sent.get() == 1 ? "1 report sent." : sent.get() + " reports sent.");
        return 0;
    }
}
