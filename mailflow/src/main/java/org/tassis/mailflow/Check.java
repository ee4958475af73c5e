package org.tassis.mailflow;

/// The checks of mail that an operator may switch, for each {@link Entrance}.
public enum Check {
    /// Lists of who is always let in, and who never.
    LISTS,
    /// Lists of client addresses that others publish in the DNS.
    DNS_LISTS,
    /// Strangers must come again.
    GREYLISTING,
    /// How many messages and recipients in a time: of networks, senders and accounts.
    RATES,
    /// What a client calls itself.
    HELO,
    /// Whether a client's address has a name.
    REVERSE_DNS,
    /// SPF, DKIM, ARC and DMARC: whether mail is from whom it says.
    SENDER_AUTH,
    /// The sum of all that speaks for and against a message.
    SPAM,
    /// Whether another program finds a virus.
    VIRUSES
}
