package org.tassis.mailflow.extension;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.message.MessageContent;

/// A message that passes a stage.
///
/// @param id         under which the log knows it
/// @param client     that brought it
/// @param helo       the name it gave
/// @param login      of who sent it, if who brought it logged in
/// @param sender     empty for the null sender
/// @param recipients at least one
public record Passing(
        String id,
        InetAddress client,
        Optional<String> helo,
        Optional<String> login,
        Optional<EmailAddress> sender,
        List<EmailAddress> recipients,
        MessageContent content) {
    public Passing {
        recipients = List.copyOf(recipients);
    }
}
