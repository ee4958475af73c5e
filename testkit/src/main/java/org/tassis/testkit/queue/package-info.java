/// What every queue must do, and what outgoing mail is tested against.
@NullMarked
package org.tassis.testkit.queue;

import org.jspecify.annotations.NullMarked;
