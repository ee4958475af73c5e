/// Spam and viruses as steps of accepting mail: what is known of a message becomes scores, the scores a sum, and the
/// sum a place, or a refusal. Other programs may be asked: Rspamd and ClamAV. Any thread.
@NullMarked
package org.tassis.mailflow.spam.check;

import org.jspecify.annotations.NullMarked;
