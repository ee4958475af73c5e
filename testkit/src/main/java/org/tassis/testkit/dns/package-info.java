/// A name server on loopback.
@NullMarked
package org.tassis.testkit.dns;

import org.jspecify.annotations.NullMarked;
