package org.tassis.launcher.command;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.mailflow.publish.CheckedRecord;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.publish.RecordToPublish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `domain dns`: what to publish.
@Command(
        name = "dns",
        mixinStandardHelpOptions = true,
        description = "The DNS records to publish for a domain, and whether they are published.")
final class DnsCommand implements java.util.concurrent.Callable<Integer> {
    private final Talk talk;

    @Parameters(paramLabel = "DOMAIN")
    private @Nullable DomainName name;

    @Option(names = "--check", description = "Look into the DNS, and say what is missing or wrong.")
    private boolean check;

    @Option(names = "--zone", description = "Only lines for a zone file; those of other zones as comments.")
    private boolean zone;

    @Option(names = "--language", paramLabel = "LANGUAGE", defaultValue = "en", description = "en, fr or nl.")
    private Locale language = Locale.ENGLISH;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    record Row(String purpose, String type, String name, String value, boolean needed, String line) {
        static Row of(RecordToPublish record) {
            return new Row(
                    word(record.purpose()),
                    record.type().name(),
                    record.name(),
                    record.value(),
                    record.needed(),
                    record.zoneLine());
        }
    }

    record CheckedRow(Row record, String state, String code, String text) {}

    DnsCommand(Talk talk) {
        this.talk = talk;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Integer call() {
        if (name == null) {
            throw new IllegalStateException("picocli gives the domain");
        }
        DomainName domain = talk.directory().mailDomain(name).name();
        if (talk.advice().isEmpty()) {
            talk.err().println("Only a running server knows its certificate and its name servers: start it first.");
            return 1;
        }
        DnsAdvice advice = talk.advice().get();
        if (!check) {
            if (zone && !json) {
                talk.out().print(advice.of(domain).zoneFile());
                return 0;
            }
            print(advice.of(domain).records());
            return 0;
        }
        List<CheckedRecord> checked = advice.check(domain);
        if (json) {
            Json.printAll(
                    talk.out(),
                    checked.stream()
                            .map(one -> new CheckedRow(
                                    Row.of(one.record()), word(one.state()), one.code(), one.text(language)))
                            .iterator());
        } else {
            for (CheckedRecord one : checked) {
                talk.out()
                        .println(one.state().name() + "  " + one.record().type() + " "
                                + one.record().name() + ": " + one.text(language));
                if (one.state() != CheckedRecord.State.GREEN) {
                    talk.out().println("    " + one.record().zoneLine());
                }
            }
        }
        boolean bad = checked.stream()
                .anyMatch(one -> one.state() == CheckedRecord.State.WRONG
                        || one.state() == CheckedRecord.State.MISSING
                                && one.record().needed());
        return bad ? 1 : 0;
    }

    private void print(List<RecordToPublish> records) {
        if (json) {
            Json.printAll(talk.out(), records.stream().map(Row::of).iterator());
            return;
        }
        for (RecordToPublish record : records) {
            talk.out().println("; " + word(record.purpose()) + (record.needed() ? "" : ", not needed but good"));
            talk.out().println(record.zoneLine());
        }
    }
}
