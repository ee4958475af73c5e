/// Backups that Virtualmin made: domains, mailboxes with their addresses, forwards, auto-replies and password
/// hashes, aliases, and the mail. First what would be done is told, with what is not understood; then it is
/// done, as often as one likes: what is there already stays. The format is known from Virtualmin's own way of
/// reading it.
@NullMarked
package org.tassis.migration.virtualmin;

import org.jspecify.annotations.NullMarked;
