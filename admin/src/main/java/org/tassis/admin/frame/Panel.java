package org.tassis.admin.frame;

import java.util.Optional;
import org.tassis.directory.desk.Visit;

/// A part of the first page of administration. Whoever has something to show there provides one as a bean.
public interface Panel {
    /// Ascending; problems come before 100, figures behind.
    int order();

    /// @return empty: not for this visitor, or nothing to tell
    Optional<Shown> show(Visit visit);

    /// @param template with a fragment `panel(data)`
    /// @param data     for it
    record Shown(String template, Object data) {}
}
