package org.tassis.webmail.html;

import java.util.Optional;

/// Where the pictures of one message are to be had from.
public interface Pictures {
    /// @param contentId without angle brackets
    /// @return a path on this site
    Optional<String> attached(String contentId);

    /// @param url of another site, with `http` or `https`
    /// @return a path on this site that fetches it; empty when pictures of others are not to be shown
    Optional<String> remote(String url);
}
