/// RFC 5322 and MIME: one pass over a message's octets yields everything that is ever asked of it again
/// (envelope, body structure with offsets, preview, thread key). Threads share nothing but
/// values: scanners, readers and spools belong to one each.
/// Input is hostile: depth, parts and header sizes are bounded, and nothing in a message can make the scan fail.
@NullMarked
package org.tassis.message;

import org.jspecify.annotations.NullMarked;
