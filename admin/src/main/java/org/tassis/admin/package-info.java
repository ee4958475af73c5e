/// Administration: health, metrics, pages and API.
@NullMarked
package org.tassis.admin;

import org.jspecify.annotations.NullMarked;
