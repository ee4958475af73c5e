package org.tassis.directory.desk;

/// What is written to somebody by the server itself.
///
/// @param text lines separated by `\n`
public record Letter(String subject, String text) {}
