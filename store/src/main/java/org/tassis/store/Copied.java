package org.tassis.store;

import java.util.List;

/// COPYUID: RFC 4315 §3. Both lists ascend and correspond by place.
public record Copied(long uidValidity, List<Long> source, List<Long> target) {
    public Copied {
        source = List.copyOf(source);
        target = List.copyOf(target);
    }
}
