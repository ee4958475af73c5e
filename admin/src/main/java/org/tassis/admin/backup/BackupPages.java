package org.tassis.admin.backup;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// What the pages on backups have in common.
record BackupPages(Desk desk, ObjectProvider<Copies> copies) {
    private static final Logger LOG = LoggerFactory.getLogger(BackupPages.class);
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    CopyDesk desk(Visit visit) {
        Copies known = copies.getIfAvailable();
        if (known == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return new CopyDesk(desk, visit, known);
    }

    /// A page, or one that says why the backup cannot be read.
    static String orFault(HttpServletResponse response, Model model, Supplier<String> page) {
        try {
            return page.get();
        } catch (Copies.Unusable e) {
            LOG.warn("a page on backups: {}", e.getMessage());
            response.setStatus(HttpServletResponse.SC_CONFLICT);
            model.addAttribute("sentence", e.sentence());
            return "admin/backup/fault";
        }
    }

    /// When a backup was made, by its id.
    static Optional<Instant> taken(String id) {
        try {
            return Optional.of(ID.parse(id, Instant::from));
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }
}
