package org.tassis.admin.operations;

import java.util.List;
import java.util.Optional;
import org.tassis.admin.frame.Panel;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Visit;

/// What is wrong, before everything else.
final class ProblemsPanel implements Panel {
    private final Watchman watchman;

    ProblemsPanel(Watchman watchman) {
        this.watchman = watchman;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Optional<Shown> show(Visit visit) {
        if (!(visit.actor() instanceof Actor.Operator)) {
            return Optional.empty();
        }
        List<Finding> findings = watchman.findings();
        return Optional.of(new Shown("admin/operations/problems", findings));
    }
}
