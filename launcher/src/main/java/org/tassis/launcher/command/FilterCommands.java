package org.tassis.launcher.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.StoredScript;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `filter list|show|put|activate|remove`.
@Command(
        name = "filter",
        mixinStandardHelpOptions = true,
        description = "The mail filters of mailboxes: Sieve scripts, of which one may be active.")
final class FilterCommands implements Runnable {
    private static final String MAILBOX = "The mailbox: its login or one of its addresses.";

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(String name, boolean active, int octets) {}

    FilterCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "List the filters of a mailbox.")
    int list(
            @Parameters(index = "0", paramLabel = "LOGIN", description = MAILBOX) String mailbox,
            @Option(names = "--json", description = "For programs.") boolean json) {
        List<StoredScript> scripts = talk.filters().list(account(mailbox));
        if (json) {
            Json.printAll(
                    talk.out(),
                    scripts.stream()
                            .map(script -> new Row(script.name().value(), script.active(), script.octets()))
                            .iterator());
            return 0;
        }
        new Table(talk.out(), "FILTER", "ACTIVE", "SIZE")
                .print(scripts.stream()
                        .map(script -> List.of(
                                script.name().value(), Values.yesOrNo(script.active()), Values.size(script.octets())))
                        .toList());
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Print a filter as it is kept.")
    int show(
            @Parameters(index = "0", paramLabel = "LOGIN", description = MAILBOX) String mailbox,
            @Parameters(index = "1", paramLabel = "NAME") String name) {
        talk.out().print(talk.filters().text(account(mailbox), name(name)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Add or replace a filter. It is checked first, and kept only when it is valid.")
    int put(
            @Parameters(index = "0", paramLabel = "LOGIN", description = MAILBOX) String mailbox,
            @Parameters(index = "1", paramLabel = "NAME") String name,
            @Parameters(
                            index = "2",
                            paramLabel = "FILE",
                            defaultValue = "-",
                            description = "The script; - or none: standard input.")
                    String file,
            @Option(names = "--activate", description = "And filter mail by it.") boolean activate) {
        AccountId account = account(mailbox);
        ScriptName script = name(name);
        talk.filters().put(account, script, text());
        talk.out().println("Filter '" + script + "' is kept.");
        if (activate) {
            activated(account, script);
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Filter mail by this one from now on, or by none when no name is given.")
    int activate(
            @Parameters(index = "0", paramLabel = "LOGIN", description = MAILBOX) String mailbox,
            @Parameters(index = "1", paramLabel = "NAME", arity = "0..1") @Nullable String name) {
        AccountId account = account(mailbox);
        if (name == null) {
            talk.filters().activate(account, Optional.empty());
            talk.out().println("Mail of " + mailbox + " is not filtered any more.");
        } else {
            activated(account, name(name));
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove a filter that is not active.")
    int remove(
            @Parameters(index = "0", paramLabel = "LOGIN", description = MAILBOX) String mailbox,
            @Parameters(index = "1", paramLabel = "NAME") String name) {
        talk.filters().remove(account(mailbox), name(name));
        talk.out().println("Filter '" + name + "' removed.");
        return 0;
    }

    private void activated(AccountId account, ScriptName script) {
        talk.filters().activate(account, Optional.of(script));
        talk.out().println("Filter '" + script + "' is active.");
    }

    private AccountId account(String mailbox) {
        return talk.directory().mailbox(mailbox).account().id();
    }

    private static ScriptName name(String text) {
        return ScriptName.parse(text).orElseThrow(() -> new FilterException(new FilterFailure.BadName()));
    }

    /// The file's octets, which come by the standard input.
    private String text() {
        int most = talk.filters().settings().maxOctets();
        try {
            byte[] octets = talk.in().readNBytes(most + 1);
            if (octets.length > most) {
                throw new FilterException(new FilterFailure.TooLarge(most));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FilterException(new FilterFailure.NotText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
