package org.tassis.directory.desk;

import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.MailDomain;

/// A new domain with all that belongs to it.
///
/// @param administrator whose mailbox gets the mail for the role addresses
/// @param password      of the administrator, when he was made along; shown this once
/// @param letter        for the administrator
public record SetUp(MailDomain domain, Account administrator, Optional<Secret> password, Letter letter) {}
