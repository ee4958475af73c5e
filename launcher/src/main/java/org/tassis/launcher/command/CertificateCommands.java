package org.tassis.launcher.command;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.certificates.Renewals;
import org.tassis.core.DomainName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `certificate status|renew`.
@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        description = "Certificates that this server orders from an authority (acme in the settings).")
final class CertificateCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    CertificateCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    record Row(
            String name,
            List<String> hosts,
            String from,
            String ends,
            String renewed,
            String failure,
            int failures,
            String again) {
        static Row of(Renewals.Status status) {
            return new Row(
                    status.wanted().name(),
                    status.wanted().hosts(),
                    status.from().map(Object::toString).orElse(""),
                    status.ends().map(Object::toString).orElse(""),
                    status.renewed().map(Object::toString).orElse(""),
                    status.failure().map(Renewals.Failure::why).orElse(""),
                    status.failure().map(Renewals.Failure::times).orElse(0),
                    status.failure().map(failure -> failure.again().toString()).orElse(""));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "What there is, until when, and why an order failed. Status 1 when one failed.")
    int status(@Option(names = "--json", description = "For programs.") boolean json) {
        Optional<Renewals> renewals = renewals();
        if (renewals.isEmpty()) {
            return 1;
        }
        List<Row> rows = renewals.get().status().stream().map(Row::of).toList();
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else {
            for (Row row : rows) {
                talk.out().println(row.name() + ": " + String.join(", ", row.hosts()));
                talk.out()
                        .println(
                                row.ends().isEmpty()
                                        ? "    none yet"
                                        : "    from " + row.from() + " to " + row.ends()
                                                + (row.renewed().isEmpty()
                                                        ? ", to be ordered anew"
                                                        : ", renewed after " + row.renewed()));
                if (!row.failure().isEmpty()) {
                    talk.out()
                            .println("    failed (" + row.failures() + "): " + row.failure()
                                    + "\n    tried again after " + row.again());
                }
            }
        }
        return rows.stream().allMatch(row -> row.failure().isEmpty()) ? 0 : 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Order now, due or not: all, or that of one name. Authorities limit how often.")
    int renew(@Parameters(arity = "0..1", paramLabel = "NAME") @Nullable DomainName name) {
        Optional<Renewals> renewals = renewals();
        if (renewals.isEmpty()) {
            return 1;
        }
        int asked = renewals.get().ask(Optional.ofNullable(name).map(DomainName::ascii));
        if (asked == 0) {
            talk.err().println("There is no certificate of that name: certificate status lists them.");
            return 1;
        }
        talk.out().println(asked + (asked == 1 ? " is" : " are") + " ordered within a minute: certificate status.");
        return 0;
    }

    private Optional<Renewals> renewals() {
        if (talk.certificates().isEmpty()) {
            talk.err()
                    .println("No certificates are ordered: only a running server does, with acme.orders on, no"
                            + " tls.certificate, and a host name with a domain.");
        }
        return talk.certificates();
    }
}
