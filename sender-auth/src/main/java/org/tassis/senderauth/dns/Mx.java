package org.tassis.senderauth.dns;

/// RFC 5321 §5.1.
///
/// @param preference 0 to 65535, lower first
/// @param host       lower case, without the dot at the end; empty when the domain takes no mail (RFC 7505
///                   §3)
public record Mx(int preference, String host) {}
