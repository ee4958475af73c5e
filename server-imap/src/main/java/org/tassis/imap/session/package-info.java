/// A client's session from greeting to goodbye: states that carry their data, one handler per family of commands,
/// and the view that says what the client has been told of its mailbox.
/// Everything of a session runs on the one virtual thread of its connection; only {@link
// org.tassis.net.Connection#wake}
/// is called by others (the store's feed, while the client idles). Sessions hold immutable snapshots, which they share.
@NullMarked
package org.tassis.imap.session;

import org.jspecify.annotations.NullMarked;
