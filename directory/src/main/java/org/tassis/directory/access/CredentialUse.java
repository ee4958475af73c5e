package org.tassis.directory.access;

import java.time.Instant;

/// The last use of a password or app password.
///
/// @param protocol by which it was used
/// @param from     the address of the client
public record CredentialUse(long credential, Instant at, String protocol, String from) {}
