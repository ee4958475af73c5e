package org.tassis.webmail.mail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Every way in which the store says no, as the status of a page.
@ControllerAdvice("org.tassis.webmail")
final class StoreProblems {
    private static final Logger LOG = LoggerFactory.getLogger(StoreProblems.class);

    @ExceptionHandler
    void refused(StoreException refused, jakarta.servlet.http.HttpServletResponse response) throws java.io.IOException {
        if (!response.isCommitted()) {
            response.sendError(status(refused).value());
        }
    }

    @ExceptionHandler
    void status(ResponseStatusException refused, jakarta.servlet.http.HttpServletResponse response)
            throws java.io.IOException {
        if (!response.isCommitted()) {
            response.sendError(refused.getStatusCode().value());
        }
    }

    private static HttpStatus status(StoreException refused) {
        return switch (refused.failure()) {
            case StoreFailure.NoSuchMailbox _, StoreFailure.Gone _ -> HttpStatus.NOT_FOUND;
            case StoreFailure.MailboxExists _, StoreFailure.NotAllowed _, StoreFailure.TooMany _ -> HttpStatus.CONFLICT;
            case StoreFailure.OverQuota _ -> HttpStatus.INSUFFICIENT_STORAGE;
            case StoreFailure.Damaged damaged -> {
                LOG.error("a stored message is damaged: {}", damaged);
                yield HttpStatus.INTERNAL_SERVER_ERROR;
            }
            case StoreFailure.Full _, StoreFailure.Unavailable _ -> {
                LOG.error("the store cannot be used", refused);
                yield HttpStatus.SERVICE_UNAVAILABLE;
            }
        };
    }
}
