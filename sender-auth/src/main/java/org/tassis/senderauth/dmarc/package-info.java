/// What the owner of the From domain wants: RFC 7489, RFC 9091; and which domain is whose: the public suffix
/// list.
@NullMarked
package org.tassis.senderauth.dmarc;

import org.jspecify.annotations.NullMarked;
