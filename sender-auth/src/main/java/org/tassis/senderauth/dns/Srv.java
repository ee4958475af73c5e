package org.tassis.senderauth.dns;

/// Where a service is: RFC 2782.
///
/// @param priority 0 to 65535, lower first
/// @param weight   0 to 65535, among those of the same priority
/// @param port     0 to 65535
/// @param host     lower case, without the dot at the end; empty when the service is not there
public record Srv(int priority, int weight, int port, String host) {}
