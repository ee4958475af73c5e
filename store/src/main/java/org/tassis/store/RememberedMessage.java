package org.tassis.store;

/// An expunged message in history, and what it says.
///
/// @param message to be read at once: some time later {@link MailStore#message(org.tassis.core.AccountId,
///     Remembered)} says whether it is still in history
public record RememberedMessage(Remembered entry, StoredMessage message) {}
