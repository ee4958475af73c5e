/// Pages on backups: what there is, making one now, trying one, and bringing mail back. What pages, API and
/// launcher have in common is {@link org.tassis.admin.backup.Copies}; the rights to it are asked in {@link
/// org.tassis.admin.backup.CopyDesk}.
@NullMarked
package org.tassis.admin.backup;

import org.jspecify.annotations.NullMarked;
