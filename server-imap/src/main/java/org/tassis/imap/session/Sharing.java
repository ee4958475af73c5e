package org.tassis.imap.session;

import org.tassis.directory.Directory;
import org.tassis.store.Shares;

/// What the engine knows of mailboxes that people share: RFC 4314.
///
/// @param shares  who may do what
/// @param people who they are; people of one customer know each other
public record Sharing(Shares shares, Directory people) {}
