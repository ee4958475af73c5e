package org.tassis.senderauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Asks the DNS. Names are absolute, ASCII (A-labels), with or without a dot at the end, in any case; octets
/// beyond letters, digits, `-` and `_` are asked for as they are. A name that cannot exist (an empty label,
/// a label over 63 octets, over 253 octets in all) is {@link Answer.NoSuchName} without asking. Aliases
/// (CNAME) are followed.
///
/// Calls block until there is an answer or the time is over; an interrupted thread gets {@link
/// Answer.Failure#CANCELLED} and stays interrupted. May be used by any number of threads.
public interface Dns {
    /// Ordered by preference, equal ones in the order of the answer.
    Answer<Mx> mx(String name);

    Answer<Inet4Address> ipv4(String name);

    Answer<Inet6Address> ipv6(String name);

    /// Each record with its strings joined, octets as Latin-1: RFC 7208 §3.3, RFC 6376 §3.6.2.2.
    Answer<String> txt(String name);

    /// The names of a host, lower case, without the dot at the end.
    Answer<String> ptr(InetAddress address);

    /// @param name with port and protocol, as `_25._tcp.mx.example.org`: RFC 6698 §3
    Answer<Tlsa> tlsa(String name);

    /// @param name with service and protocol, as `_imaps._tcp.example.org`: RFC 2782
    Answer<Srv> srv(String name);
}
