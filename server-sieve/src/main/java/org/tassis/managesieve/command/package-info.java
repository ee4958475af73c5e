/// From octets to commands: RFC 5804 §4. Bounded in size and count, whatever a client sends.
@NullMarked
package org.tassis.managesieve.command;

import org.jspecify.annotations.NullMarked;
