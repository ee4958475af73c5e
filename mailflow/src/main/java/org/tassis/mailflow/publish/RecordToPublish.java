package org.tassis.mailflow.publish;

import java.util.ArrayList;
import java.util.List;

/// One record.
///
/// @param name   whole, without the dot at the end
/// @param value  as it is compared: of TXT records the text, without quotes
/// @param needed whether mail suffers without it
public record RecordToPublish(Purpose purpose, Type type, String name, String value, boolean needed) {
    private static final int STRING = 255;

    /// What it is for.
    public enum Purpose {
        /// Where this server is.
        ADDRESS,
        /// That its address is called as it calls itself.
        REVERSE,
        MX,
        SPF,
        DKIM,
        DMARC,
        MTA_STS,
        MTA_STS_HOST,
        TLS_RPT,
        TLSA,
        CLIENTS,
        AUTOCONFIG,
        AUTODISCOVER
    }

    public enum Type {
        A,
        AAAA,
        PTR,
        MX,
        TXT,
        CNAME,
        SRV,
        TLSA
    }

    /// As a line of a zone file: RFC 1035 §5.1.
    public String zoneLine() {
        return name + ". IN " + type + " " + zoneValue();
    }

    private String zoneValue() {
        if (type != Type.TXT) {
            return value;
        }
        List<String> strings = new ArrayList<>();
        for (int at = 0; at == 0 || at < value.length(); at += STRING) {
            String part = value.substring(at, Math.min(value.length(), at + STRING));
            strings.add('"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        return strings.size() == 1 ? strings.getFirst() : "( " + String.join(" ", strings) + " )";
    }
}
