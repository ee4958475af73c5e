/// Questions to the DNS and their answers: a port, what asks a resolver, and a zone in memory. The only user
/// of dnsjava. Everything here may be used by many threads at once; questions block, and end when their
/// thread is interrupted.
@NullMarked
package org.tassis.senderauth.dns;

import org.jspecify.annotations.NullMarked;
