/// The one catalogue of what this server answers: completions with their response codes, the mapping of store failures
/// (the only place that knows both), and the lists of capabilities. No state, no I/O; any thread.
@NullMarked
package org.tassis.imap.reply;

import org.jspecify.annotations.NullMarked;
