package org.tassis.webmail.programs;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.directory.access.LoginRecord;
import org.tassis.directory.setup.ProgramLinks;

/// What the page for owners needs of the rest; the launcher promises it.
///
/// @param links  to the page
/// @param logins of an account until this moment, the last one first
/// @param signer signs a profile for Apple's programs (CMS, with the content inside), or gives it back as
///     it is
public record ProgramParts(
        ProgramLinks links, Function<AccountId, List<LoginRecord>> logins, UnaryOperator<byte[]> signer) {}
