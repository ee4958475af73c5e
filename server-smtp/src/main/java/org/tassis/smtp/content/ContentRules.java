package org.tassis.smtp.content;

/// What a message may be, in octets and numbers.
///
/// @param maxSize       of the content as the sender counts it
/// @param maxHeader     of its header section, which is held in memory
/// @param maxReceived   Received fields, beyond which a message goes round in circles: RFC 5321 §6.3
/// @param strictHeaders whether header fields beyond ASCII are refused unless SMTPUTF8 was said
/// @param submission    whether missing fields are added and Bcc is taken out: RFC 6409 §8
/// @param hostname      of this server, in whose name nobody else may report results: RFC 8601 §5
public record ContentRules(
        long maxSize, int maxHeader, int maxReceived, boolean strictHeaders, boolean submission, String hostname) {}
