/// Work that is done behind the backs of those who cause it.
@NullMarked
package org.tassis.mailflow.aside;

import org.jspecify.annotations.NullMarked;
