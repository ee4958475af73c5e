package org.tassis.admin.api;

import java.util.Optional;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.Visit;

/// Who calls: as whom, and with what the token is good for.
///
/// @param token empty for the command line of this machine
record Caller(Visit visit, TokenScopes scopes, Optional<ApiToken> token) {
    /// Under which a request has it.
    static final String ATTRIBUTE = Caller.class.getName();
}
