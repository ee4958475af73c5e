/// What other servers report about domains of this one: parsed within bounds, as anybody may send anything, and
/// counted. The messages are delivered as any.
@NullMarked
package org.tassis.mailflow.report.told;

import org.jspecify.annotations.NullMarked;
