/// Mail in files: mbox, Maildir and Maildir++, single messages, and zip files of them, read and written in
/// bounded memory. What is read is hostile: counts, sizes and names are bounded, and nothing is written where
/// a name says.
@NullMarked
package org.tassis.migration.file;

import org.jspecify.annotations.NullMarked;
