package org.tassis.imap.command;

import java.util.Optional;

/// One thing by which SORT orders: RFC 5256 §3, RFC 5957 §3.
///
/// @param reverse the other way round; messages that are equal keep their order all the same
public record SortCriterion(By by, boolean reverse) {
    /// What is compared.
    public enum By {
        /// Internal date.
        ARRIVAL,
        /// Mailbox name of the first address in Cc.
        CC,
        /// Date header, in UTC; else the internal date.
        DATE,
        /// Mailbox name of the first address in From.
        FROM,
        SIZE,
        /// Base subject.
        SUBJECT,
        /// Mailbox name of the first address in To.
        TO,
        /// The name that people see of the first address in From: RFC 5957.
        DISPLAYFROM,
        /// The same of To.
        DISPLAYTO,
        /// The most like what was asked for first: RFC 6203 §5.
        RELEVANCY;

        static Optional<By> named(String word) {
            for (By by : values()) {
                if (by.name().equals(word)) {
                    return Optional.of(by);
                }
            }
            return Optional.empty();
        }
    }

    /// Whether RFC 5957 brought it.
    public boolean isDisplay() {
        return by == By.DISPLAYFROM || by == By.DISPLAYTO;
    }
}
