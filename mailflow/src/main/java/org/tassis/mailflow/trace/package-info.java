/// What happened to mail: every connection, refusal, acceptance, delivery and what came later is a
/// {@link org.tassis.mailflow.trace.TraceEvent}, tied to a message by its id or to an attempted recipient.
/// {@link org.tassis.mailflow.trace.Trace} takes events and never makes mail wait for a disk;
/// {@link org.tassis.mailflow.trace.TraceSearch} finds them; {@link org.tassis.mailflow.trace.Endings} says in
/// a person's language how it ended. Any thread.
@NullMarked
package org.tassis.mailflow.trace;

import org.jspecify.annotations.NullMarked;
