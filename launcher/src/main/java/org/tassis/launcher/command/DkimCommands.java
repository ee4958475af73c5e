package org.tassis.launcher.command;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.signing.SigningKeys.Key;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `domain dkim show|rotate`. What is printed can be put into a zone file as it is. Private keys are never
/// shown.
@Command(
        name = "dkim",
        mixinStandardHelpOptions = true,
        description = "The keys that sign mail of a domain, and the DNS records to publish for them.")
final class DkimCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// @param name  where the TXT record belongs
    /// @param text  of the record
    /// @param state waiting, signing or replaced
    record Row(String selector, String algorithm, String name, String text, String state, String since) {
        static Row of(Key key) {
            return new Row(
                    key.key().selector(),
                    key.key().algorithm().word(),
                    key.key().recordName(),
                    key.key().recordText(),
                    key.state().name().toLowerCase(Locale.ROOT),
                    key.since().toString());
        }
    }

    DkimCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "Show the keys of a domain, as lines for its zone file.")
    int show(
            @Parameters(paramLabel = "DOMAIN") DomainName name,
            @Option(names = "--json", description = "For programs.") boolean json) {
        talk.directory().mailDomain(name); // or there is none
        talk.keys().provide(name);
        print(name, json);
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Make new keys for a domain and show the records to publish.",
                "They sign as soon as this server sees their records in the DNS; the old ones stay for another 7 days."
            })
    int rotate(
            @Parameters(paramLabel = "DOMAIN") DomainName name,
            @Option(names = "--now", description = "Sign with the new keys at once, published or not.") boolean now,
            @Option(names = "--json", description = "For programs.") boolean json) {
        talk.directory().mailDomain(name);
        SigningKeys keys = talk.keys();
        keys.rotate(name);
        if (now) {
            keys.takeOver(name);
        }
        print(name, json);
        return 0;
    }

    private void print(DomainName name, boolean json) {
        List<Key> keys = talk.keys().of(name);
        if (json) {
            Json.printAll(talk.out(), keys.stream().map(Row::of).iterator());
            return;
        }
        for (Key key : keys) {
            talk.out().println("; " + key.key().algorithm().keyType() + ", " + sentence(key));
            talk.out().println(key.key().zoneLine());
        }
    }

    private static String sentence(Key key) {
        String day = key.since().toString().substring(0, 10);
        return switch (key.state()) {
            case WAITING -> "made on " + day + ", will sign when this record is seen in the DNS";
            case SIGNING -> "signs since " + day;
            case REPLACED ->
                "replaced on " + day + ", to stay published until "
                        + key.since().plus(SigningKeys.KEPT).toString().substring(0, 10);
        };
    }
}
