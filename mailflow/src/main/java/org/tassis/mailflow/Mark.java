package org.tassis.mailflow;

/// What speaks for or against a message without deciding about it.
///
/// @param check  that found it
/// @param points above zero when it speaks against: 1 is a hint, 5 is nearly sure
/// @param code   which of the check's findings; has a sentence in each language
/// @param detail for that sentence: what was found; may hold what a client said
public record Mark(Check check, double points, String code, String detail) {}
