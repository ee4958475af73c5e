package org.tassis.web;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.Choices;

/// What the present visitor chose about pages, looked up once for each request. Any thread.
final class Tastes {
    private static final Logger LOG = LoggerFactory.getLogger(Tastes.class);
    private static final String ATTRIBUTE = "org.tassis.web.Tastes";

    private final Optional<ChoiceRecords> records;

    /// @param records empty: nobody chooses
    Tastes(Optional<ChoiceRecords> records) {
        this.records = records;
    }

    /// {@link Choices#NONE} without a visitor, and when they cannot be read: a page is better than none.
    Choices now() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request == null || records.isEmpty()) {
            return Choices.NONE;
        }
        if (request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof Choices known) {
            return known;
        }
        Choices choices = Visitor.current().map(this::of).orElse(Choices.NONE);
        request.setAttribute(ATTRIBUTE, choices, RequestAttributes.SCOPE_REQUEST);
        return choices;
    }

    private Choices of(Visitor visitor) {
        try {
            return records.map(all -> all.of(visitor.account().id())).orElse(Choices.NONE);
        } catch (DirectoryException e) {
            LOG.warn("what {} chose cannot be read: {}", visitor.account().login(), e.toString());
            return Choices.NONE;
        }
    }
}
