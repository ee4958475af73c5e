package org.tassis.webmail.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageDate;

/// The way that a message came, as the servers on it wrote down (RFC 5321 §4.4), the first one first. All
/// but what this server wrote may be invented.
final class Way {
    private static final int MOST = 30;
    private static final Pattern FROM = Pattern.compile("(?i)(?:^|\\s)from\\s+([^\\s;()]{1,255})");
    private static final Pattern BY = Pattern.compile("(?i)\\sby\\s+([^\\s;()]{1,255})|^by\\s+([^\\s;()]{1,255})");

    private Way() {}

    /// @param from    who handed it over; empty when it is not said
    /// @param by      who took it
    /// @param at      empty when it is not said
    /// @param seconds since the station before; empty when that is not known; negative when clocks differ
    /// @param own     whether this server wrote it
    record Station(String from, String by, Optional<Instant> at, Optional<Long> seconds, boolean own) {}

    static List<Station> of(byte[] header, String hostname) {
        List<Station> latestFirst = new ArrayList<>();
        HeaderFields fields = new HeaderFields(header);
        while (fields.next() && latestFirst.size() < MOST) {
            if (fields.isNamed("Received")) {
                latestFirst.add(station(fields.value(4_000), hostname));
            }
        }
        List<Station> way = new ArrayList<>(latestFirst.size());
        Optional<Instant> before = Optional.empty();
        for (Station one : latestFirst.reversed()) {
            Optional<Instant> earlier = before;
            way.add(new Station(
                    one.from(),
                    one.by(),
                    one.at(),
                    one.at()
                            .flatMap(at -> earlier.map(
                                    then -> Duration.between(then, at).toSeconds())),
                    one.own()));
            before = one.at().or(() -> earlier);
        }
        return List.copyOf(way);
    }

    private static Station station(String value, String hostname) {
        int cut = value.lastIndexOf(';');
        String what = cut < 0 ? value : value.substring(0, cut);
        Matcher from = FROM.matcher(what);
        Matcher by = BY.matcher(what);
        String taker = by.find() ? Optional.ofNullable(by.group(1)).orElseGet(() -> by.group(2)) : "";
        return new Station(
                from.find() ? from.group(1) : "",
                taker,
                cut < 0
                        ? Optional.empty()
                        : MessageDate.parse(value.substring(cut + 1).strip()).map(OffsetDateTime::toInstant),
                Optional.empty(),
                taker.equalsIgnoreCase(hostname));
    }
}
