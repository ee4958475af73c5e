/// Message volumes: append-only files, `volumes/0000000001.vol` and so on, that hold the octets of messages
/// with the structure that the scan found in them. One thread writes ({@link VolumeWriter}); any number
/// read ({@link Volumes}), also while a volume is being retired. What was synced never changes: a sealed
/// volume can be copied, compared and verified as it is.
///
/// A record's place is a locator: volume number and offset in one long. A locator is never used again for
/// another record, and each record names its content, so that nobody is ever served another's octets.
@NullMarked
package org.tassis.sql.volume;

import org.jspecify.annotations.NullMarked;
