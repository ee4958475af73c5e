/// Bringing mail to other servers: where it goes ({@link MailHosts}, {@link Routes}), how one of them is spoken to
/// ({@link SmtpSession}), and {@link RemoteTransport}, which does both for the queue. Blocking code for virtual
/// threads. Whatever another server says is bounded in length and time.
@NullMarked
package org.tassis.mailflow.remote;

import org.jspecify.annotations.NullMarked;
