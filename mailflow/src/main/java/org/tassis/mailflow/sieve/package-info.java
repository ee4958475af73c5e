/// Sieve, the language of mail filters: RFC 5228 and the extensions of {@link SieveExtension}.
///
/// {@link SieveScript#compile} turns a text into a script or into errors with their lines; {@link
/// SieveScript#run} decides about one message and tells what is to be done, as {@link SieveResult}. Nothing
/// is done here: the caller stores, sends and refuses. A script is immutable and for any thread; a run
/// belongs to one. Everything that comes from a script or a message is bounded by {@link SieveLimits}, and
/// what goes wrong in a run ends in keeping the message.
///
/// Inside: `Lexer` and `Parser` know the grammar only (`Syntax`); `CommandCompiler` and `TestCompiler` know
/// commands, tests and their arguments and make the tree of `Command` and `Test`; `Run` and `TestRun` walk
/// it.
@NullMarked
package org.tassis.mailflow.sieve;

import org.jspecify.annotations.NullMarked;
