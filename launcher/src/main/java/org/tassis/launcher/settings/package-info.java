/// The settings file: typed, with every default in the shipped `conf/tassis.yml` itself, and refused with file, key
/// and
/// reason when something in it is wrong. Immutable records.
@NullMarked
package org.tassis.launcher.settings;

import org.jspecify.annotations.NullMarked;
