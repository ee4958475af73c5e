package org.tassis.senderauth;

import java.util.List;
import org.tassis.senderauth.dkim.ArcResult;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dmarc.DmarcResult;
import org.tassis.senderauth.spf.SpfResult;

/// All that was found about where a message is from.
///
/// @param dkim    one for each signature that was judged, from the top of the header
/// @param ignored signatures that were too many to be judged
public record AuthenticationResult(
        SpfResult spf, List<DkimResult> dkim, int ignored, ArcResult arc, DmarcResult dmarc) {
    public AuthenticationResult {
        dkim = List.copyOf(dkim);
    }

    public boolean anySignaturePasses() {
        return dkim.stream().anyMatch(DkimResult::passes);
    }
}
