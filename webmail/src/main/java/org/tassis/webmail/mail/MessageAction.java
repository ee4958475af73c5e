package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.tassis.web.Visitor;
import org.tassis.webmail.MessageRef;

/// What a button of lists and messages does that other pages know of. A bean; any thread.
public interface MessageAction {
    /// What the button's value begins with, before a colon.
    String word();

    /// @param rest     behind the colon
    /// @param messages as the browser says: whose they are is to be asked
    /// @return where to go, when not back to where the button is
    Optional<String> run(Visitor visitor, String rest, List<MessageRef> messages, HttpServletRequest request);
}
