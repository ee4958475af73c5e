/// Envelope senders of mail that is passed on, rewritten so that the next server finds this one entitled to
/// send it (SPF), and so that a bounce finds its way back and nothing else does: the Sender Rewriting Scheme,
/// as libsrs2 and postsrsd write it.
@NullMarked
package org.tassis.mailflow.srs;

import org.jspecify.annotations.NullMarked;
