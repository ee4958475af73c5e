package org.tassis.admin.setup;

import org.tassis.core.DomainName;

/// Told when the server was given its name. Any thread.
public interface NewName {
    /// The name that the server has now.
    String present();

    /// Whether the settings file says the name, so that nobody needs to be asked.
    boolean isFixed();

    /// Takes it over, which may mean that the server starts anew in a moment.
    void take(DomainName host);
}
