/// The SMTP engines: MX (RFC 5321) and submission (RFC 6409), one engine with a role. {@link SmtpProtocol}
/// is what a listener runs; each session is plain blocking code on its own virtual thread. What lives as
/// long as the connection ({@link SessionState}) and what RSET throws away ({@link Transaction}) are
/// different classes; each family of commands has one handler. Content is refused or durable before it is
/// answered.
@NullMarked
package org.tassis.smtp;

import org.jspecify.annotations.NullMarked;
