/// Messages that leave the inbox for a while and come back by themselves. They sleep in a folder that every
/// program sees; when they are to wake is kept beside.
@NullMarked
package org.tassis.mailflow.snooze;

import org.jspecify.annotations.NullMarked;
