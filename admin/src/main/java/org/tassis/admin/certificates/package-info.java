/// The page on certificates: which there are, until when, and how their orders stand.
@NullMarked
package org.tassis.admin.certificates;

import org.jspecify.annotations.NullMarked;
