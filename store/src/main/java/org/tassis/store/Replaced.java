package org.tassis.store;

/// What {@link MailStore#replace} did.
///
/// @param appended the new message
/// @param expunged the old one
public record Replaced(Appended appended, Expunged expunged) {}
