package org.tassis.sql;

import java.time.Duration;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;

/// How {@link SqlMailStore} works.
///
/// @param volumes         of the message volumes
/// @param files           how volume files are opened
/// @param batchMessages   writes committed together at most
/// @param batchBytes      octets of messages committed together at most (a single larger message is a
///     batch)
/// @param cachedMessages  messages of mailbox views held in memory, about 60 octets each
/// @param cachedAccounts  accounts whose lists of mailboxes are held in memory
/// @param freeSpace       octets of disk that new messages leave free, for everything else to go on
/// @param maintenance     time between looking for volumes to compact; zero for never
/// @param deadShare       part of a sealed volume, 0 to 1, that must be dead before it is compacted
public record SqlStoreSettings(
        VolumeSettings volumes,
        FileOpener files,
        int batchMessages,
        long batchBytes,
        long cachedMessages,
        int cachedAccounts,
        long freeSpace,
        Duration maintenance,
        double deadShare) {
    public static final SqlStoreSettings DEFAULT = new SqlStoreSettings(
            VolumeSettings.DEFAULT,
            FileOpener.PLAIN,
            1000,
            16L << 20,
            4_000_000,
            100_000,
            256L << 20,
            Duration.ofMinutes(15),
            0.5);

    public SqlStoreSettings {
        if (batchMessages < 1 || batchBytes < 1) {
            throw new IllegalArgumentException("a batch has at least one message");
        }
        if (cachedMessages < 0 || cachedAccounts < 1 || freeSpace < 0) {
            throw new IllegalArgumentException("a limit is not negative");
        }
        if (deadShare <= 0 || deadShare > 1) {
            throw new IllegalArgumentException("the dead share of a volume is above 0 and at most 1");
        }
    }

    public SqlStoreSettings withVolumes(VolumeSettings other) {
        return new SqlStoreSettings(
                other,
                files,
                batchMessages,
                batchBytes,
                cachedMessages,
                cachedAccounts,
                freeSpace,
                maintenance,
                deadShare);
    }

    public SqlStoreSettings withFiles(FileOpener other) {
        return new SqlStoreSettings(
                volumes,
                other,
                batchMessages,
                batchBytes,
                cachedMessages,
                cachedAccounts,
                freeSpace,
                maintenance,
                deadShare);
    }

    public SqlStoreSettings withFreeSpace(long octets) {
        return new SqlStoreSettings(
                volumes,
                files,
                batchMessages,
                batchBytes,
                cachedMessages,
                cachedAccounts,
                octets,
                maintenance,
                deadShare);
    }

    public SqlStoreSettings withCache(long messages, int accounts) {
        return new SqlStoreSettings(
                volumes, files, batchMessages, batchBytes, messages, accounts, freeSpace, maintenance, deadShare);
    }
}
