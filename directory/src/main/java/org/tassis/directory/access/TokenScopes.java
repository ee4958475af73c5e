package org.tassis.directory.access;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a token is good for: `all`, `read`, or words such as `mailboxes:read` and `domains:write`. Writing
/// includes reading. `all` and `read` hold for areas that come later, too.
///
/// @param everywhere what may be done in every area
/// @param areas      what may be done in one, where that is more
public record TokenScopes(Optional<Access> everywhere, Map<Area, Access> areas) {
    /// The larger includes the smaller.
    public enum Access {
        READ,
        WRITE
    }

    public static final TokenScopes ALL = new TokenScopes(Optional.of(Access.WRITE), Map.of());

    private static final int MAX_TEXT = 1000;

    public TokenScopes {
        EnumMap<Area, Access> wider = new EnumMap<>(Area.class);
        Optional<Access> base = everywhere;
        areas.forEach((area, access) -> {
            if (base.filter(all -> all.compareTo(access) >= 0).isEmpty()) {
                wider.put(area, access);
            }
        });
        areas = Map.copyOf(wider);
    }

    /// @param text words between spaces or commas
    /// @return nothing when a word is unknown, or there is none
    public static Optional<TokenScopes> parse(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        Optional<Access> everywhere = Optional.empty();
        Map<Area, Access> areas = new EnumMap<>(Area.class);
        for (String word : text.strip().toLowerCase(Locale.ROOT).split("[\\s,]+", -1)) {
            switch (word) {
                case "all" -> everywhere = Optional.of(Access.WRITE);
                case "read" -> everywhere = everywhere.or(() -> Optional.of(Access.READ));
                default -> {
                    String[] parts = word.split(":", 2);
                    Optional<Area> area = Area.of(parts[0]);
                    Optional<Access> access = parts.length < 2
                            ? Optional.empty()
                            : Arrays.stream(Access.values())
                                    .filter(one ->
                                            one.name().toLowerCase(Locale.ROOT).equals(parts[1]))
                                    .findFirst();
                    if (area.isEmpty() || access.isEmpty()) {
                        return Optional.empty();
                    }
                    areas.merge(area.get(), access.get(), (a, b) -> a == Access.WRITE ? a : b);
                }
            }
        }
        return Optional.of(new TokenScopes(everywhere, areas));
    }

    public boolean allows(Area area, Access access) {
        return everywhere.filter(all -> all.compareTo(access) >= 0).isPresent()
                || Optional.ofNullable(areas.get(area))
                        .filter(one -> one.compareTo(access) >= 0)
                        .isPresent();
    }

    /// Whether nothing is allowed here that is not allowed there.
    public boolean isWithin(TokenScopes other) {
        boolean all = everywhere
                .map(mine ->
                        other.everywhere.filter(his -> his.compareTo(mine) >= 0).isPresent())
                .orElse(true);
        return all && areas.entrySet().stream().allMatch(entry -> other.allows(entry.getKey(), entry.getValue()));
    }

    /// As {@link #parse} reads it.
    public String text() {
        Set<Area> named = areas.isEmpty() ? EnumSet.noneOf(Area.class) : EnumSet.copyOf(areas.keySet());
        String some = named.stream()
                .map(area -> area.word() + ":"
                        + (allows(area, Access.WRITE) ? Access.WRITE : Access.READ)
                                .name()
                                .toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
        String all = everywhere
                .map(access -> access == Access.WRITE ? "all" : "read")
                .orElse("");
        return (all + " " + some).strip();
    }
}
