/// How people write their mail: from which of their addresses, with which name and signature, and what they
/// like. Rules are in the records; {@link org.tassis.directory.writing.WritingRecords} is the port. Any
/// thread.
@NullMarked
package org.tassis.directory.writing;

import org.jspecify.annotations.NullMarked;
