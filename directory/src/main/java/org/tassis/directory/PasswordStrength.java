package org.tassis.directory;

import java.util.Optional;

/// How good a password would be.
///
/// @param score 0 to 4, as zxcvbn estimates it; below what is asked for when it is not taken
/// @param weak  why it is not taken; empty when it is
public record PasswordStrength(int score, Optional<DirectoryFailure.WeakPassword> weak) {}
