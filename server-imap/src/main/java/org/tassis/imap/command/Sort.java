package org.tassis.imap.command;

import java.util.List;

/// SORT and UID SORT: RFC 5256 §3, with RETURN: RFC 5267 §3.
///
/// @param byUid results are UIDs
/// @param order at least one criterion
public record Sort(boolean byUid, SearchOptions options, List<SortCriterion> order, SearchKey key)
        implements ImapCommand.InMailbox {
    /// More make no difference but in cost.
    public static final int MAX_CRITERIA = 10;

    public Sort {
        order = List.copyOf(order);
    }

    @Override
    public String word() {
        return byUid ? "UID SORT" : "SORT";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return !byUid;
    }

    @Override
    public boolean namesSequenceNumbers() {
        return !byUid || key.namesSequenceNumbers();
    }

    @Override
    public boolean enablesCondstore() {
        return key.asksModSeq();
    }
}
