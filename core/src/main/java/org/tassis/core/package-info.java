/// Value types of mail that every module speaks: addresses, logins, mailbox names, flags, UID sets, secrets.
/// Immutable, thread-safe, no input or output, no framework. A value that exists is valid: constructors refuse the
/// rest.
@NullMarked
package org.tassis.core;

import org.jspecify.annotations.NullMarked;
