/// Listeners, TLS, PROXY protocol, limits and the protocol log. The only user of Netty.
/// The event loop turns octets into a bounded queue; each connection is served by one virtual thread with blocking
/// calls, and only that thread writes, so replies never overtake each other.
@NullMarked
package org.tassis.net;

import org.jspecify.annotations.NullMarked;
