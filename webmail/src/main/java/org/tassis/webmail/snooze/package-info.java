/// Messages that sleep: `/webmail/snoozed`, and the buttons that put them to sleep.
@NullMarked
package org.tassis.webmail.snooze;

import org.jspecify.annotations.NullMarked;
