package org.tassis.launcher.backup;

import org.tassis.backup.Manifest;
import org.tassis.backup.Verification;
import org.tassis.sql.backup.MailRestore;

/// What work on backups came to, as it is told on the pages, whoever gave it.
final class Endings {
    private Endings() {}

    static BackupJobs.Ending of(Backups.Made made) {
        Manifest manifest = made.outcome().manifest();
        return BackupJobs.Ending.of(manifest.problems().isEmpty(), manifest.id(), manifest.problems())
                .with("messages", manifest.messages())
                .with("octets", manifest.length())
                .with("written", made.outcome().written())
                .with("removed", made.removed().backups().size());
    }

    static BackupJobs.Ending of(Drill.Report report) {
        return BackupJobs.Ending.of(report.good(), report.backup(), report.problems())
                .reported(report.at());
    }

    static BackupJobs.Ending of(Verification.Report report) {
        return BackupJobs.Ending.of(report.isWhole(), report.id(), report.problems())
                .with("pieces", report.pieces())
                .with("octets", report.octets());
    }

    /// @param backup id of the one that it came from
    static BackupJobs.Ending of(String backup, MailRestore.Report report) {
        BackupJobs.Ending ending = BackupJobs.Ending.of(report.problems().isEmpty(), backup, report.problems())
                .with("back", report.restored())
                .with("present", report.present());
        return report.stopped() ? ending.stopped() : ending;
    }
}
