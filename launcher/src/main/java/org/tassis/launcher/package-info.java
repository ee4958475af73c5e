/// The program: typed configuration, wiring, command line. Spring Boot starts here.
@NullMarked
package org.tassis.launcher;

import org.jspecify.annotations.NullMarked;
