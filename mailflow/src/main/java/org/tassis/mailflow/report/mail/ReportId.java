package org.tassis.mailflow.report.mail;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.CRC32;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally;

/// Names of reports: the same for the same figures, so that one sent twice is known again, and another one for others
/// of the same day.
public final class ReportId {
    private ReportId() {}

    /// @return letters, digits and `-`, at most 40
    public static String of(String prefix, LocalDate day, DomainName domain, List<Tally> rows) {
        CRC32 sum = new CRC32();
        sum.update(domain.ascii().getBytes(StandardCharsets.UTF_8));
        for (Tally row : rows) {
            sum.update((row.text() + "\n" + row.count()).getBytes(StandardCharsets.UTF_8));
        }
        return prefix + "-" + day + "-" + Long.toHexString(sum.getValue());
    }
}
