package org.tassis.mailflow.sieve;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// A script that was understood: RFC 5228. Immutable, for any thread and any number of runs; compile it once
/// and keep it. It holds memory in proportion to its text.
public final class SieveScript {
    private final List<Command> commands;
    private final SieveLimits limits;
    private final Set<SieveExtension> required;

    private SieveScript(List<Command> commands, SieveLimits limits, Set<SieveExtension> required) {
        this.commands = commands;
        this.limits = limits;
        this.required = Set.copyOf(required);
    }

    /// Reads a script, checks all of it, and does so in time linear in its length. Never fails in another way
    /// than by its result.
    ///
    /// @param source as uploaded; lines may end with CRLF or LF
    public static SieveCompilation compile(String source, SieveSettings settings) {
        if (source.length() > settings.limits().scriptLength()) {
            return new SieveCompilation.Invalid(List.of(new SieveError(
                    0, 0, "a script has at most " + settings.limits().scriptLength() + " characters")));
        }
        List<Syntax.Command> syntax;
        try {
            syntax = Parser.parse(source, settings.limits().nesting());
        } catch (Fault fault) {
            return new SieveCompilation.Invalid(List.of(fault.error()));
        }
        var scope = new Scope(settings);
        var commands = new CommandCompiler(scope).compile(syntax);
        if (!scope.errors().isEmpty()) {
            return new SieveCompilation.Invalid(scope.errors().stream()
                    .sorted(Comparator.comparingInt(SieveError::line).thenComparingInt(SieveError::column))
                    .limit(SieveCompilation.MAX_ERRORS)
                    .toList());
        }
        return new SieveCompilation.Valid(new SieveScript(commands, settings.limits(), scope.required()));
    }

    /// Decides about one message. What goes wrong in the script ends in a keep with {@link
    /// SieveResult#error}; what {@link SieveContext} or the content throws comes through.
    ///
    /// @throws java.io.UncheckedIOException the content cannot be read
    public SieveResult run(SieveMessage message, SieveEnvelope envelope, SieveContext context) {
        return new Run(this, message, envelope, context).result();
    }

    /// Whether the script, not counting those that it includes, asked for an extension, be it by `ihave`: what it did
    /// not ask for it does not do.
    public boolean uses(SieveExtension extension) {
        return required.contains(extension);
    }

    List<Command> commands() {
        return commands;
    }

    SieveLimits limits() {
        return limits;
    }
}
