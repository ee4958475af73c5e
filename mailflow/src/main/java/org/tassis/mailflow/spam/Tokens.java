package org.tassis.mailflow.spam;

/// What was found in one message.
///
/// @param hashes each once
/// @param isTest it is the message with which spam filters are tried out
public record Tokens(long[] hashes, boolean isTest) {}
