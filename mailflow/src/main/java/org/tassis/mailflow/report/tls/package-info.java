/// Reports about TLS on the way to other servers: RFC 8460.
@NullMarked
package org.tassis.mailflow.report.tls;

import org.jspecify.annotations.NullMarked;
