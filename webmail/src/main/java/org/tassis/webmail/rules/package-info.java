/// The pages for rules: `/webmail/rules`.
@NullMarked
package org.tassis.webmail.rules;

import org.jspecify.annotations.NullMarked;
