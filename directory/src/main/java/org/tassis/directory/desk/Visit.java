package org.tassis.directory.desk;

/// One actor at one time: who acts, and from where.
///
/// @param way  by what: `command line`, `page` or `api`
/// @param from the address of the client; empty on this machine
public record Visit(Actor actor, String way, String from) {
    public static final Visit CONSOLE = new Visit(Actor.Operator.CONSOLE, "command line", "");
}
