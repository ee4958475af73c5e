package org.tassis.web;

import java.util.Optional;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;

/// Which parts of the site are open to a visitor.
public final class Doors {
    private final Desk desk;
    private final Optional<Visitor> visitor;

    Doors(Desk desk, Optional<Visitor> visitor) {
        this.desk = desk;
        this.visitor = visitor;
    }

    /// Operators have no mail.
    public boolean isMail() {
        return visitor.filter(one -> one.record().isMailbox()).isPresent();
    }

    public boolean isAdministration() {
        return visitor.map(one -> desk.actor(one.record()))
                .filter(actor -> !(actor instanceof Actor.MailboxUser))
                .isPresent();
    }
}
