/// Conversations of protocols as text files, played over a socket against any server:
/// {@link org.tassis.testkit.transcript.Transcript} documents the form.
@NullMarked
package org.tassis.testkit.transcript;

import org.jspecify.annotations.NullMarked;
