package org.tassis.mailflow.filter;

/// A script in a list of them.
///
/// @param active whether mail is filtered by it
/// @param octets of its text in UTF-8
public record StoredScript(ScriptName name, boolean active, int octets) {}
