/// What all ways of bringing mail in have in common: messages are written to the store in batches, none
/// twice, within the quota, and it is told how far it got. One thread brings in one mailbox; others may look
/// on.
@NullMarked
package org.tassis.migration.intake;

import org.jspecify.annotations.NullMarked;
