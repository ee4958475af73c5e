package org.tassis.mailflow;

import java.time.Duration;

/// Every way in which mail is refused. Engines map these to replies in one place, exhaustively; whether to
/// try again is part of the meaning.
public sealed interface Refusal {
    /// The domain is ours, the address is not.
    record NoSuchUser() implements Refusal {}

    /// The account is switched off.
    record MailboxDisabled() implements Refusal {}

    /// The address is ours and leads back to itself, too far, or to too many.
    record AddressLoop() implements Refusal {}

    /// The message has been at this address before, and would only leave again: it goes in a circle.
    record BeenHere() implements Refusal {}

    /// Another server's domain, and the sender did not log in.
    record RelayDenied() implements Refusal {}

    /// Another server's domain, and mail cannot be passed on now. Try again.
    record CannotPassOn() implements Refusal {}

    /// No space in a mailbox now. Try again.
    record MailboxFull() implements Refusal {}

    /// No space in a mailbox even if it were empty.
    record LargerThanMailbox() implements Refusal {}

    /// This recipient may fare otherwise than those before it: try it again in a transaction of its own.
    record Separately() implements Refusal {}

    /// The envelope's sender does not belong to who logged in.
    record NotYourSender() implements Refusal {}

    /// An address in the From field does not belong to who logged in.
    record NotYourFrom() implements Refusal {}

    /// A From field without any address.
    record NoFrom() implements Refusal {}

    /// A stranger, who must come again: greylisting.
    ///
    /// @param left until then; more than zero
    record Greylisted(Duration left) implements Refusal {}

    /// A block list of the recipient, its domain or this server names the sender or the client.
    record Blocked() implements Refusal {}

    /// Too much in too short a time, from one network or one sender. Try again.
    ///
    /// @param left until more is taken; more than zero
    record TooMuchAtOnce(Duration left) implements Refusal {}

    /// The account that logged in has written to too many recipients. Try again.
    ///
    /// @param left until more is taken; more than zero
    record AccountBraked(Duration left) implements Refusal {}

    /// The domain in From says that this is not its mail, and asks to refuse such mail: RFC 7489 §6.3.
    record NotFromItsAuthor() implements Refusal {}

    /// Whether the mail is from the domain in From cannot be found out now. Try again.
    record SenderUnclear() implements Refusal {}

    /// The filter of the recipient refuses the message: RFC 5429.
    ///
    /// @param reason for the sender; may have many lines and any characters
    record Rejected(String reason) implements Refusal {}

    /// All that speaks against the message is too much.
    record Spam() implements Refusal {}

    /// A virus was found in the message.
    ///
    /// @param name of the virus, printable ASCII
    record Virus(String name) implements Refusal {}

    /// Another program that must be asked about the message does not answer now. Try again.
    record CheckDown() implements Refusal {}

    /// No space left on this server. Try again.
    record NoSpace() implements Refusal {}

    /// Store or directory cannot be used now. Try again.
    record Unavailable() implements Refusal {}
}
