/// The filters of accounts: Sieve scripts that their owners keep here under names, at most one of them active.
/// {@link Filters} is what others talk to; {@link FilterRecords} and {@link SeenMessages} are its ports.
///
/// Running a filter decides and does nothing: {@link Filtered} says what is wanted of one message for one
/// recipient. A filter never costs a message: whatever goes wrong ends in keeping it.
@NullMarked
package org.tassis.mailflow.filter;

import org.jspecify.annotations.NullMarked;
