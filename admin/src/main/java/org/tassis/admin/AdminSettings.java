package org.tassis.admin;

import java.util.List;
import java.util.function.IntPredicate;
import org.tassis.core.Cidr;

/// @param isAdminPort whether a local port is one of administration's
/// @param metricsFrom networks that may read /metrics without logging in
public record AdminSettings(IntPredicate isAdminPort, List<Cidr> metricsFrom) {
    public AdminSettings {
        metricsFrom = List.copyOf(metricsFrom);
    }
}
