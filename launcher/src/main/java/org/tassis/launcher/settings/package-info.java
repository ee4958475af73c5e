/// The settings file: typed, with every default in the packaged `tassis.yml` itself (`conf/tassis.yml` is the same,
/// for operators to change), and refused with file, key and reason when something in it is wrong. Immutable records.
@NullMarked
package org.tassis.launcher.settings;

import org.jspecify.annotations.NullMarked;
