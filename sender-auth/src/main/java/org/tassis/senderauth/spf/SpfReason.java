package org.tassis.senderauth.spf;

import org.tassis.senderauth.dns.Answer;

/// Why an SPF result is what it is, for texts in any language. Text in it comes from strangers: terms are
/// printable ASCII.
public sealed interface SpfReason {
    /// @param term   as published, such as `-all` or `ip4:192.0.2.0/24`
    /// @param domain whose record has it
    record Matched(String term, String domain) implements SpfReason {}

    /// No term spoke for or against the client.
    record NothingMatched(String domain) implements SpfReason {}

    record NoRecord(String domain) implements SpfReason {}

    /// A HELO name or domain that can have no records.
    record NotADomain(String text) implements SpfReason {}

    record SyntaxError(String domain, String term) implements SpfReason {}

    record SeveralRecords(String domain) implements SpfReason {}

    /// More than ten terms that ask the DNS: RFC 7208 §4.6.4.
    record TooManyLookups(String domain, String term) implements SpfReason {}

    /// More than two questions with no answer: RFC 7208 §4.6.4.
    record TooManyVoidLookups(String domain, String term) implements SpfReason {}

    /// More than ten MX hosts: RFC 7208 §4.6.4.
    record TooManyMailHosts(String domain, String term) implements SpfReason {}

    /// An include or redirect that leads to a domain without a record.
    record LeadsNowhere(String domain, String term) implements SpfReason {}

    /// @param name that was asked for
    record DnsFailed(String name, Answer.Failure failure) implements SpfReason {}

    /// The time that a message may take was over.
    record OutOfTime() implements SpfReason {}
}
