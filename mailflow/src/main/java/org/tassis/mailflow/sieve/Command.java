package org.tassis.mailflow.sieve;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// A command that has been understood.
sealed interface Command {
    Position position();

    /// @param otherwise of `else`; empty when there is none
    record If(List<Branch> branches, List<Command> otherwise, Position position) implements Command {}

    record Branch(Test test, List<Command> block, Position position) {}

    record Stop(Position position) implements Command {}

    /// RFC 6609 §3.3.
    record Return(Position position) implements Command {}

    /// RFC 6609 §3.2.
    record Include(String name, boolean global, boolean once, boolean optional, Position position) implements Command {}

    /// @param flags absent: those of the internal variable
    record Keep(Optional<List<Text>> flags, Position position) implements Command {}

    record Discard(Position position) implements Command {}

    /// @param mailbox of a constant name
    /// @param use     RFC 8579 §5; absent too when the server does not know the use that is named
    record FileInto(
            Text name,
            Optional<MailboxName> mailbox,
            boolean copy,
            boolean create,
            Optional<SpecialUse> use,
            Optional<List<Text>> flags,
            Position position)
            implements Command {}

    record Redirect(Text address, boolean copy, Position position) implements Command {}

    record Reject(Text reason, boolean extended, Position position) implements Command {}

    /// @param handle what the reply is known by before variables are put in, for which `named` is none
    record Vacation(
            long seconds,
            Optional<Text> subject,
            Optional<Text> from,
            List<Text> addresses,
            boolean mime,
            Optional<Text> named,
            String handle,
            Text reason,
            Position position)
            implements Command {}

    /// RFC 5229 §4.
    record SetVariable(Text.Variable variable, Set<Modifier> modifiers, Text value, Position position)
            implements Command {}

    /// In the order in which they are applied: RFC 5229 §4.1.
    enum Modifier {
        LOWER,
        UPPER,
        LOWERFIRST,
        UPPERFIRST,
        QUOTEWILDCARD,
        QUOTEREGEX,
        LENGTH
    }

    /// RFC 5232 §3.
    enum FlagChange {
        SET,
        ADD,
        REMOVE
    }

    /// @param variable absent: the internal one
    record ChangeFlags(FlagChange change, Optional<Text.Variable> variable, List<Text> flags, Position position)
            implements Command {}

    /// RFC 5293 §4.
    record AddHeader(Text name, Text value, boolean last, Position position) implements Command {}

    /// RFC 5293 §5.
    ///
    /// @param match absent: any value
    record DeleteHeader(Text name, Optional<Test.Index> index, Optional<Match> match, Position position)
            implements Command {}

    /// `error`, RFC 5463 §5.
    record Fail(Text message, Position position) implements Command {}
}
