package org.tassis.admin.operations;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.access.FailedLogins;
import org.tassis.mailflow.desk.Doorkeeper;
import org.tassis.mailflow.desk.Quarantine;
import org.tassis.mailflow.desk.QueueRoom;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.report.mail.ReportDesk;

/// What these pages work with; the launcher provides it.
///
/// @param watches what is looked after; other modules' pages may add {@link Watch} beans
/// @param figures the file in which figures outlive a restart
public record Machinery(
        QueueRoom queue,
        Doorkeeper door,
        TraceRoom trace,
        Quarantine quarantine,
        ReportDesk reports,
        Connections connections,
        UsageRecords usage,
        FailedLogins logins,
        MeterRegistry meters,
        List<Watch> watches,
        Path figures) {
    public Machinery {
        watches = List.copyOf(watches);
    }
}
