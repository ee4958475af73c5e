package org.tassis.admin.operations;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.i18n.LocaleContextHolder;
import org.tassis.admin.frame.Panel;
import org.tassis.directory.Sizes;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Visit;

/// The last hour in some curves.
final class FiguresPanel implements Panel {
    private final Figures figures;
    private final Sizes sizes;

    FiguresPanel(Figures figures, Sizes sizes) {
        this.figures = figures;
        this.sizes = sizes;
    }

    @Override
    public int order() {
        return 110;
    }

    @Override
    public Optional<Shown> show(Visit visit) {
        if (!(visit.actor() instanceof Actor.Operator)) {
            return Optional.empty();
        }
        int hour = 3600 / (int) Figures.STEP.toSeconds();
        List<Curve> curves = Stream.of("messages", "queue", "connections")
                .map(name -> Curve.of(figures.values(name, hour), sizes::of, LocaleContextHolder.getLocale()))
                .toList();
        return Optional.of(new Shown("admin/operations/figures", curves));
    }
}
