/// Whether mail from outside comes from whom it says: asks `sender-auth` when the whole message is here,
/// writes down what it found, and does what the domain of the author asks for. For any thread.
@NullMarked
package org.tassis.mailflow.sender;

import org.jspecify.annotations.NullMarked;
