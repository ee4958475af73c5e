package org.tassis.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tassis.core.UidSet;
import org.tassis.store.journal.Deed;

/// Former and present flags of messages, those alike together.
public final class FlagRuns {
    private record Bits(long before, long after) {}

    private FlagRuns() {}

    /// Costs a look at each message that changed.
    ///
    /// @param before what `done` began with
    public static List<Deed.Run> of(ChunkedSnapshot before, ChunkedSnapshot.Reflagging done) {
        ChunkedSnapshot after = done.after();
        Map<Bits, UidSet.Builder> alike = new LinkedHashMap<>();
        for (int index : after.indexes(done.changed())) {
            alike.computeIfAbsent(new Bits(before.flagBits(index), after.flagBits(index)), _ -> new UidSet.Builder())
                    .add(after.uid(index));
        }
        KeywordTable keywords = after.keywordTable();
        List<Deed.Run> runs = new ArrayList<>(alike.size());
        alike.forEach((bits, uids) ->
                runs.add(new Deed.Run(uids.build(), keywords.flags(bits.before), keywords.flags(bits.after))));
        return runs;
    }
}
