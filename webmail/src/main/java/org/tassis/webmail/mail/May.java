package org.tassis.webmail.mail;

import org.tassis.core.SystemFlag;
import org.tassis.store.Right;
import org.tassis.webmail.Reach.Reached;

/// Which buttons the page of a folder or a message has.
///
/// @param own    what is for own mail only: archive, junk, snooze
/// @param see    to mark as read or unread
/// @param star   to star
/// @param remove to move away and to delete
public record May(boolean own, boolean see, boolean star, boolean remove) {
    /// Of pages that show messages of several folders; each of them is asked when something is done.
    static final May ALL = new May(true, true, true, true);

    static May of(Reached folder) {
        return new May(folder.own(), folder.may(Right.SEEN), folder.may(SystemFlag.FLAGGED), folder.mayRemove());
    }
}
