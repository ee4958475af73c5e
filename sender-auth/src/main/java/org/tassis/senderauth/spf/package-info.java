/// Whether a host may send for a domain: RFC 7208.
@NullMarked
package org.tassis.senderauth.spf;

import org.jspecify.annotations.NullMarked;
