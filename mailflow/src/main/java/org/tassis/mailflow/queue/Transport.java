package org.tassis.mailflow.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.message.MessageContent;

/// Brings messages to where they go. Any thread.
public interface Transport {
    /// What destinations have in common by which connections are limited and kept: those with the same lane go to the
    /// same servers.
    String lane(String destination);

    /// For one lane, used by one thread. Keeps what connection it can from one message to the next.
    Carrier carrier(String lane);

    /// One that carries messages over a lane.
    interface Carrier extends AutoCloseable {
        /// Tries to bring one message to some of its recipients. Blocks; does not throw for what other servers or the
        /// network do, but says so. When its thread is interrupted it ends soon.
        ///
        /// @param recipients of one message and one destination
        Result carry(List<Queued> recipients, MessageContent content);

        @Override
        void close();
    }

    /// What came of it.
    ///
    /// @param outcomes for each recipient that was asked for, by row
    /// @param lane     set when nothing can be reached over the lane for now, whatever the message: why
    record Result(Map<Long, Outcome> outcomes, Optional<DeliveryStatus> lane) {
        public Result {
            outcomes = Map.copyOf(outcomes);
        }

        /// The same for all.
        public static Result all(List<Queued> recipients, DeliveryStatus status) {
            return new Result(each(recipients, status), Optional.empty());
        }

        /// The same for all, and for every other message that goes there.
        public static Result laneDown(List<Queued> recipients, DeliveryStatus status) {
            return new Result(each(recipients, status), Optional.of(status));
        }

        private static Map<Long, Outcome> each(List<Queued> recipients, DeliveryStatus status) {
            Map<Long, Outcome> all = new java.util.HashMap<>();
            recipients.forEach(one -> all.put(one.id(), new Outcome(status, false)));
            return all;
        }
    }

    /// What came of one recipient.
    ///
    /// @param status    success: class 2; to be tried again: class 4; never: class 5
    /// @param willNotify whether the next server took over to tell the sender of the rest: RFC 3461 §5.2.2
    record Outcome(DeliveryStatus status, boolean willNotify) {}
}
