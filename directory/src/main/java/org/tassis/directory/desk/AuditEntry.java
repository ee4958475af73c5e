package org.tassis.directory.desk;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.directory.CustomerId;

/// One act, as it is remembered. Nothing secret is in it.
///
/// @param id       ascending; 0 before it is written
/// @param actor    who: a login, or `console`
/// @param way      by what: `command line`, `page`, `api`
/// @param from     the address of the client; empty on this machine
/// @param what     the act, such as `mailbox add`
/// @param object   to what, such as `monsite0001` or `example.org`
/// @param customer whose that is
/// @param before   what changed, as it was; empty for what is new
/// @param after    what changed, as it is; empty for what is gone
public record AuditEntry(
        long id,
        Instant at,
        String actor,
        String way,
        String from,
        String what,
        String object,
        Optional<CustomerId> customer,
        SortedMap<String, String> before,
        SortedMap<String, String> after) {
    public AuditEntry {
        before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = Collections.unmodifiableSortedMap(new TreeMap<>(after));
    }

    public AuditEntry withId(long number) {
        return new AuditEntry(number, at, actor, way, from, what, object, customer, before, after);
    }
}
