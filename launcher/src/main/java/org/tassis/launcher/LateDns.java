package org.tassis.launcher;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.Mx;
import org.tassis.senderauth.dns.Srv;
import org.tassis.senderauth.dns.Tlsa;

/// Made when somebody first asks: finding the resolvers of the machine and getting ready to ask them takes a
/// tenth of a second, which a start can do without. Any thread.
final class LateDns implements Dns {
    private final Supplier<Dns> make;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Dns made;

    LateDns(Supplier<Dns> make) {
        this.make = make;
    }

    private Dns dns() {
        Dns known = made;
        if (known != null) {
            return known;
        }
        making.lock();
        try {
            known = made;
            if (known == null) {
                known = make.get();
                made = known;
            }
            return known;
        } finally {
            making.unlock();
        }
    }

    @Override
    public Answer<Mx> mx(String name) {
        return dns().mx(name);
    }

    @Override
    public Answer<Inet4Address> ipv4(String name) {
        return dns().ipv4(name);
    }

    @Override
    public Answer<Inet6Address> ipv6(String name) {
        return dns().ipv6(name);
    }

    @Override
    public Answer<String> txt(String name) {
        return dns().txt(name);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return dns().ptr(address);
    }

    @Override
    public Answer<Tlsa> tlsa(String name) {
        return dns().tlsa(name);
    }

    @Override
    public Answer<Srv> srv(String name) {
        return dns().srv(name);
    }
}
