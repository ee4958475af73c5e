package org.tassis.migration.imap;

import org.tassis.migration.intake.SourceFolder;

/// A folder of another server that can be selected.
///
/// @param name   as that server's LIST said it, in Unicode
/// @param folder its levels below the prefix of personal folders, and what it says it is for
record RemoteFolder(String name, SourceFolder folder) {}
