package org.tassis.mailflow.queue;

import java.time.Duration;

/// How much is done at the same time.
///
/// @param sessions      over all lanes
/// @param perLane       connections to one destination
/// @param recipients    in one transaction: RFC 5321 §4.5.3.1.8 wants servers to take 100
/// @param page          rows read at a time for one destination
/// @param laneRest      how long nothing is tried over a lane that could not be used; doubles with each time in a
///                      row, to an hour
/// @param stopGrace     for what is under way when the server stops
public record DispatcherSettings(
        int sessions, int perLane, int recipients, int page, Duration laneRest, Duration stopGrace) {
    public static final DispatcherSettings DEFAULT =
            new DispatcherSettings(200, 10, 100, 200, Duration.ofMinutes(2), Duration.ofSeconds(20));

    public DispatcherSettings {
        if (sessions < 1 || perLane < 1 || recipients < 1 || page < 1 || laneRest.isNegative()) {
            throw new IllegalArgumentException("at least one of each");
        }
        if (page + perLane * recipients > QueueStore.MAX_PAGE) {
            throw new IllegalArgumentException(
                    "too much at a time: page + perLane * recipients is over " + QueueStore.MAX_PAGE);
        }
    }

    public DispatcherSettings withPerLane(int count) {
        return new DispatcherSettings(sessions, count, recipients, page, laneRest, stopGrace);
    }

    public DispatcherSettings withPage(int rows) {
        return new DispatcherSettings(sessions, perLane, recipients, rows, laneRest, stopGrace);
    }
}
