package org.tassis.mailflow.sieve;

import java.time.Duration;

/// What one script may cost: RFC 5228 §2.10.4, §2.10.7.
///
/// @param scriptLength     characters of a script
/// @param nesting          blocks and tests inside each other; RFC 5228 asks for 15 of each
/// @param actions          stored, sent and answered per run; also header fields added
/// @param redirects        sent on per run
/// @param variables        set at a time by one script, and of the global ones: RFC 5229 §6 asks for 128
/// @param variableLength   characters; what is longer is cut: RFC 5229 §6 asks for 4000
/// @param expandedLength   characters of a string with its variables put in
/// @param regexLength      characters of a regular expression
/// @param regexSize        instructions of one compiled regular expression
/// @param bodyOctets       of a body that are looked at; the rest is as if it were not there
/// @param includes         scripts inside each other: RFC 6609 §3.1
/// @param includedScripts  included in one run
/// @param steps            per run; a step is about one character compared, one to three nanoseconds
/// @param shortestVacation the least time between replies to one sender
/// @param longestVacation  the most
/// @param longestDuplicate the most time for which a message is remembered
public record SieveLimits(
        int scriptLength,
        int nesting,
        int actions,
        int redirects,
        int variables,
        int variableLength,
        int expandedLength,
        int regexLength,
        int regexSize,
        int bodyOctets,
        int includes,
        int includedScripts,
        long steps,
        Duration shortestVacation,
        Duration longestVacation,
        Duration longestDuplicate) {

    public static final SieveLimits DEFAULT = new SieveLimits(
            1024 * 1024,
            32,
            32,
            10,
            128,
            8192,
            256 * 1024,
            1024,
            1000,
            2 * 1024 * 1024,
            10,
            50,
            100_000_000,
            Duration.ofMinutes(1),
            Duration.ofDays(90),
            Duration.ofDays(90));
}
