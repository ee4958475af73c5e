package org.tassis.webmail;

import java.time.Duration;
import java.util.Optional;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.mailflow.queue.Outbox;
import org.tassis.mailflow.trace.TraceSearch;

/// What writing mail needs of the rest; the launcher promises it.
///
/// @param outbox  what is on its way; empty where nothing waits
/// @param trace   what became of mail; empty where nothing is written down
/// @param maxHold how long mail may wait for its time
public record WritingParts(
        WritingRecords records, Optional<Outbox> outbox, Optional<TraceSearch> trace, Duration maxHold) {}
