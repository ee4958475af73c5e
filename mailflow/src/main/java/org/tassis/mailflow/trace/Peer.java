package org.tassis.mailflow.trace;

/// Who talked to this server. What is not known is empty.
///
/// @param address   of the host, as a literal
/// @param name      it gave with HELO
/// @param entrance  the listener it came through
/// @param login     of the account that logged in
public record Peer(String address, String name, String entrance, String login) {}
