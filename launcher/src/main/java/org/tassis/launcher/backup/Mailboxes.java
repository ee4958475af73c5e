package org.tassis.launcher.backup;

import org.tassis.directory.Directory;
import org.tassis.sql.SqlMailStore;

/// The mailboxes into which messages are put back.
public record Mailboxes(Directory directory, SqlMailStore store) {}
