package org.tassis.store;

/// One message of a mailbox as a snapshot keeps it.
///
/// @param uid          1 to 2^32-1
/// @param storedBits   flag word with its reserved bits
/// @param size         octets, at most 2^31-1
/// @param internalDate seconds since 1970
/// @param saveDate     seconds since 1970, 0 to 2^32-1
/// @param id           value of the MessageId
/// @param contentId    value of the ContentId
/// @param locator      where the octets are, in the words of the store that keeps them
public record MessageRow(
        long uid,
        long storedBits,
        long modSeq,
        long size,
        long internalDate,
        long saveDate,
        long id,
        long contentId,
        long locator) {}
