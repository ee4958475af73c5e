package org.tassis.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The addresses of a header field: RFC 5322 §3.4, read as leniently as those of the {@link Envelope}.
public final class AddressList {
    private AddressList() {}

    /// Never fails: what cannot be an address is left out.
    ///
    /// @param value an unfolded header value, octets as Latin-1, as {@link HeaderFields#value()} has it
    /// @param limit of the addresses read, and of the starts and ends of groups
    public static List<Envelope.Mailbox> parse(String value, int limit) {
        var octets = value.getBytes(StandardCharsets.ISO_8859_1);
        var addresses = new ArrayList<Envelope.Mailbox>(2);
        AddressParser.parse(octets, 0, octets.length, addresses, limit);
        return addresses;
    }
}
