/// Pages on mail that is brought in from elsewhere: what runs, how far it got, and what could not be taken.
@NullMarked
package org.tassis.admin.migration;

import org.jspecify.annotations.NullMarked;
