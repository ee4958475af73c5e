/// The ManageSieve engine, RFC 5804: by it users keep and activate their mail filters. {@link
/// org.tassis.managesieve.ManageSieveProtocol} is what listeners run; one virtual thread serves one session. What is
/// kept, and what may be kept, is decided in {@link org.tassis.mailflow.filter.Filters}.
@NullMarked
package org.tassis.managesieve;

import org.jspecify.annotations.NullMarked;
