/// Signatures over messages: RFC 6376, with the algorithms of RFC 8301 and RFC 8463; and the chain of those
/// who handed a message on, which is made of the same signatures: RFC 8617. Bodies are read as streams:
/// memory is bounded by the header section. Keys come from the DNS and everything in a signature from
/// strangers.
@NullMarked
package org.tassis.senderauth.dkim;

import org.jspecify.annotations.NullMarked;
