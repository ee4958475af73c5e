package org.tassis.net;

import java.time.Duration;
import java.util.List;
import org.tassis.core.Cidr;

/// Settings for tests: the defaults, but for one thing.
final class Settings {
    private static final NetSettings D = NetSettings.defaults();

    private Settings() {}

    static NetSettings handshake(Duration timeout) {
        return of(100, 100, List.of(), timeout, timeout, D.proxyTimeout(), List.of());
    }

    static NetSettings write(Duration timeout) {
        return of(100, 100, List.of(), timeout, D.handshakeTimeout(), D.proxyTimeout(), List.of());
    }

    static NetSettings limits(int all, int perAddress, List<Cidr> unlimited) {
        return of(all, perAddress, unlimited, D.writeTimeout(), D.handshakeTimeout(), D.proxyTimeout(), List.of());
    }

    static NetSettings proxies(Duration timeout, int perAddress, List<Cidr> trusted) {
        return of(100, perAddress, List.of(), D.writeTimeout(), D.handshakeTimeout(), timeout, trusted);
    }

    private static NetSettings of(
            int all,
            int perAddress,
            List<Cidr> unlimited,
            Duration write,
            Duration handshake,
            Duration proxy,
            List<Cidr> trusted) {
        return new NetSettings(
                all, perAddress, 2 * perAddress, unlimited, 1024, write, handshake, proxy, trusted, false, 0);
    }
}
