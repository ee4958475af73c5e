package org.tassis.mailflow.sieve;

import java.util.List;
import java.util.Optional;

/// A script as the grammar sees it: RFC 5228 §8.2.
final class Syntax {
    private Syntax() {}

    /// @param name  lower case
    /// @param tests one without parentheses, or any number in them
    /// @param block absent when the command ends with a semicolon
    record Command(
            String name,
            List<Argument> arguments,
            List<Test> tests,
            Optional<List<Command>> block,
            Position position) {}

    record Test(String name, List<Argument> arguments, List<Test> tests, Position position) {}

    sealed interface Argument {
        Position position();
    }

    /// @param name lower case, without its colon
    record Tag(String name, Position position) implements Argument {}

    record Number(long value, Position position) implements Argument {}

    /// @param list whether it stands in brackets
    record Strings(List<Str> strings, boolean list, Position position) implements Argument {}

    record Str(String value, Position position) {}
}
