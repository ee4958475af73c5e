/// What users set for themselves, without asking anybody.
@NullMarked
package org.tassis.webmail.settings;

import org.jspecify.annotations.NullMarked;
