package org.tassis.admin.certificates;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The certificates of this server, as its page works with them; the launcher provides it. Any thread.
public interface CertificateShelf {
    /// Where one comes from.
    enum Source {
        /// Files that the settings name.
        FILE,
        /// Ordered from an authority.
        ORDERED,
        /// Made and signed here.
        OWN;

        /// As messages name it.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What helps when an order failed.
    enum Remedy {
        /// A port of this machine is not reached.
        PORT,
        /// The DNS does not lead here.
        DNS,
        /// Another machine or program answers.
        ELSEWHERE,
        /// The authority is not reached.
        AUTHORITY,
        /// It asks to wait.
        WAIT,
        OTHER;

        /// As messages name it.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// An order that failed.
    ///
    /// @param why   in English, with the authority's reason
    /// @param times in a row
    /// @param again when it is tried again
    record Failure(String why, Instant at, int times, Instant again, Remedy remedy) {}

    /// One certificate: there is one, or one is wanted.
    ///
    /// @param name     of the certificate: its first host
    /// @param hosts    all it is for
    /// @param main     whether it is the server's own
    /// @param source   where what is shown to visitors comes from
    /// @param issuer   of that; empty when there is none
    /// @param ends     likewise
    /// @param ordered  whether an authority is asked for it
    /// @param ordering whether it is being ordered now
    /// @param renewed  when it will be ordered again
    /// @param failure  of the last order, when it failed
    /// @param fault    why it cannot be read
    record Shown(
            String name,
            List<String> hosts,
            boolean main,
            Source source,
            String issuer,
            Optional<Instant> from,
            Optional<Instant> ends,
            boolean ordered,
            boolean ordering,
            Optional<Instant> renewed,
            Optional<Failure> failure,
            Optional<String> fault) {
        private static final long FEW = 21;
        private static final long VERY_FEW = 7;

        /// A certificate that is renewed by itself is late when less than a fifth of its life is left.
        private static final int LATE = 5;

        public Shown {
            hosts = List.copyOf(hosts);
        }

        /// Until its end; negative when that is over, nothing when there is none.
        public Optional<Long> days(Instant now) {
            return ends.map(end -> Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400L));
        }

        public boolean isOver(Instant now) {
            return ends.filter(end -> !end.isAfter(now)).isPresent();
        }

        /// Whether somebody should see to it, since it ends soon.
        public boolean isTight(Instant now) {
            if (source == Source.OWN || ends.isEmpty()) {
                return false; // made anew by itself
            }
            Duration left = Duration.between(now, ends.get());
            if (ordered && from.isPresent()) {
                return left.compareTo(Duration.between(from.get(), ends.get()).dividedBy(LATE)) < 0;
            }
            return left.toDays() < FEW;
        }

        /// Whether it ends very soon.
        public boolean isVeryTight(Instant now) {
            return isTight(now)
                    && (ordered && from.isPresent()
                            ? Duration.between(now, ends.orElse(now))
                                            .compareTo(Duration.between(from.get(), ends.orElse(now))
                                                    .dividedBy(2 * LATE))
                                    < 0
                            : days(now).orElse(0L) < VERY_FEW);
        }
    }

    /// All, the server's own first.
    List<Shown> all();

    /// The authority that is asked; empty when certificates are not ordered.
    Optional<String> authority();

    /// Orders now, whether it is due or not.
    ///
    /// @param name of one; empty: all
    /// @return how many
    int order(Optional<String> name);
}
