/// What the server says: RFC 5804 §1.2, §1.3.
@NullMarked
package org.tassis.managesieve.reply;

import org.jspecify.annotations.NullMarked;
