package org.tassis.admin.frame;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// Refusals that no page tells itself, as the status of a page.
@ControllerAdvice
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    @ExceptionHandler
    void refused(DirectoryException refused, HttpServletResponse response) throws IOException {
        if (refused.failure() instanceof DirectoryFailure.Unavailable) {
            LOG.error("the directory cannot be used", refused);
        }
        if (!response.isCommitted()) {
            response.sendError(status(refused));
        }
    }

    static int status(DirectoryException refused) {
        return switch (refused.failure()) {
            case DirectoryFailure.NotAllowed _ -> HttpServletResponse.SC_FORBIDDEN;
            case DirectoryFailure.NoSuchAlias _,
                    DirectoryFailure.NoSuchCustomer _,
                    DirectoryFailure.NoSuchDomain _,
                    DirectoryFailure.NoSuchMailbox _,
                    DirectoryFailure.NoSuchOperator _,
                    DirectoryFailure.NoSuchPlan _,
                    DirectoryFailure.NoSuchAddress _ -> HttpServletResponse.SC_NOT_FOUND;
            case DirectoryFailure.Unavailable _ -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            default -> HttpServletResponse.SC_CONFLICT;
        };
    }
}
