/// The SMTP engines: MX (RFC 5321) and submission (RFC 6409).
@NullMarked
package org.tassis.smtp;

import org.jspecify.annotations.NullMarked;
