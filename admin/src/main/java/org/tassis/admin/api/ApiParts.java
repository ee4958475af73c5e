package org.tassis.admin.api;

import org.tassis.greylist.Greylist;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.trace.TraceSearch;

/// What the API works with that is not in the directory.
public record ApiParts(QueueDesk queue, TraceSearch trace, SigningKeys keys, Greylist greylist, AccessLists lists) {}
