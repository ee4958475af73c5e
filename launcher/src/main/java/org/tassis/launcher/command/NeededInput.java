package org.tassis.launcher.command;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/// What a command wants on its standard input, told from its arguments alone, so that whoever sits at the
/// terminal can give it: the command itself may run in another process.
public sealed interface NeededInput {
    /// Nothing: do not read the standard input.
    record None() implements NeededInput {}

    /// The standard input as it is.
    record Stdin() implements NeededInput {}

    /// A password, to be asked for twice without echo, as one line of UTF-8.
    record Password() implements NeededInput {}

    /// The octets of a file.
    record File(Path path) implements NeededInput {}

    /// Also for arguments that make no sense: then nothing is needed.
    static NeededInput of(List<String> arguments) {
        CommandLine.ParseResult result;
        try {
            result = DirectoryCommands.parser().parseArgs(arguments.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            return new None();
        }
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        if (result.isUsageHelpRequested()) {
            return new None();
        }
        String command = result.commandSpec().qualifiedName(" ");
        if (command.equals("tassis mailbox import")) {
            String file = result.matchedPositionalValue(0, "-");
            return file.equals("-") ? new Stdin() : new File(Path.of(file));
        }
        if (command.equals("tassis filter put")) {
            String file = result.matchedPositionalValue(2, "-");
            return file.equals("-") ? new Stdin() : new File(Path.of(file));
        }
        if (command.equals("tassis spam check") || command.equals("tassis spam learn")) {
            String file = result.matchedPositionalValue(command.endsWith("learn") ? 1 : 0, "-");
            return file.equals("-") ? new Stdin() : new File(Path.of(file));
        }
        if (command.equals("tassis migrate imap") && result.hasMatchedOption("--list")) {
            String file = result.matchedOptionValue("--list", "-");
            return file.equals("-") ? new Stdin() : new File(Path.of(file));
        }
        if (result.hasMatchedOption("--prompt")) {
            return new Password();
        }
        return result.hasMatchedOption("--stdin") || command.equals("tassis password check") ? new Stdin() : new None();
    }
}
