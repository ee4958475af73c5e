/// SPF, DKIM, DMARC and ARC: whether a message comes from whom it says. Each James library it needs is used nowhere
/// else.
@NullMarked
package org.tassis.senderauth;

import org.jspecify.annotations.NullMarked;
