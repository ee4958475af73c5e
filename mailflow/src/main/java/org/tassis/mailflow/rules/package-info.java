/// Filters as people fill them in, not write them: rules with conditions and actions, kept as a Sieve
/// script that {@link org.tassis.mailflow.filter} runs and mail programs see.
@NullMarked
package org.tassis.mailflow.rules;

import org.jspecify.annotations.NullMarked;
