package org.tassis.admin.operations;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.tassis.admin.frame.Panel;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// The fullest mailboxes, when there are full ones.
final class FullPanel implements Panel {
    private static final int PERCENT = 90;
    private static final int SHOWN = 5;

    private final Desk desk;
    private final UsageRecords usage;
    private final InstantSource clock;

    FullPanel(Desk desk, UsageRecords usage, InstantSource clock) {
        this.desk = desk;
        this.usage = usage;
        this.clock = clock;
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public Optional<Shown> show(Visit visit) {
        List<UsageRecords.Growing> full = usage.growing(
                desk.server(visit).horizon(), PERCENT, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), SHOWN);
        return full.isEmpty() ? Optional.empty() : Optional.of(new Shown("admin/operations/full", full));
    }
}
