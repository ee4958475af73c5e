package org.tassis.mailflow;

import java.net.InetAddress;
import java.util.Optional;
import org.tassis.directory.Account;

/// Who sends, as far as it is known by now.
///
/// @param address of the client itself
/// @param helo    the name it gave, which proves nothing; empty until it gave one
/// @param account who logged in; empty for other servers, which may send to this server's own domains only
/// @param entrance through which it came
public record Client(InetAddress address, Optional<String> helo, Optional<Account> account, Entrance entrance) {
    public static Client connected(InetAddress address) {
        return connected(address, Entrance.STRICT);
    }

    public static Client connected(InetAddress address, Entrance entrance) {
        return new Client(address, Optional.empty(), Optional.empty(), entrance);
    }

    public Client greeting(String name) {
        return new Client(address, Optional.of(name), account, entrance);
    }

    public Client loggedIn(Account as) {
        return new Client(address, helo, Optional.of(as), entrance);
    }
}
