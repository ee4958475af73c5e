package org.tassis.launcher;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistSettings;
import org.tassis.launcher.settings.CheckModes;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.policy.BrakeNotice;
import org.tassis.mailflow.policy.Guards;
import org.tassis.mailflow.policy.RateSettings;
import org.tassis.mailflow.policy.SpfPass;
import org.tassis.senderauth.AuthenticationSettings;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsSettings;
import org.tassis.senderauth.dns.ResolverDns;

/// What is checked about mail, by the settings.
final class Checks {
    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    private Checks() {}

    /// Who sends is greylisted by this; shared with housekeeping.
    static Greylist greylist(Settings settings, Storage storage) {
        Settings.Greylisting given = settings.greylisting();
        GreylistSettings defaults = GreylistSettings.DEFAULT;
        return new Greylist(
                storage.greylistHistory(),
                new GreylistSettings(
                        given.delay(), given.retryWithin(), given.trust(), defaults.ipv4Bits(), defaults.ipv6Bits()),
                InstantSource.system());
    }

    static List<Policy> policies(Settings settings, String hostname, Storage storage, BrakeNotice notice) {
        Settings.Rates rates = settings.rates();
        Optional<Dns> dns = dns();
        return new Guards(
                        hostname,
                        settings.trusted(),
                        storage.lists(),
                        greylist(settings, storage),
                        storage.correspondents(),
                        new RateSettings(
                                rates.networkPerHour(),
                                rates.senderPerHour(),
                                rates.accountPerHour(),
                                rates.accountPerDay(),
                                rates.accountNewPerHour()),
                        notice,
                        dns.map(asked -> spf(asked, hostname)).orElse(SpfPass.UNKNOWN),
                        dns,
                        InstantSource.system())
                .inOrder();
    }

    private static Optional<Dns> dns() {
        try {
            return Optional.of(new ResolverDns(DnsSettings.DEFAULT, InstantSource.system()));
        } catch (IllegalStateException e) {
            LOG.warn("hosts and senders are not looked up: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static SpfPass spf(Dns dns, String hostname) {
        SenderAuthentication authentication = new SenderAuthentication(
                dns,
                new AuthenticationSettings(DomainName.parse(hostname).orElse(new DomainName("localhost"))),
                PublicSuffixes::shipped,
                InstantSource.system());
        return (client, sender) -> passes(authentication, client, sender);
    }

    private static boolean passes(SenderAuthentication authentication, Client client, EmailAddress sender) {
        InetAddress address = client.address();
        try {
            return authentication
                    .checkSpf(address, client.helo().orElse(""), Optional.of(sender))
                    .passes();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Entrance entrance(Settings settings, String name, Listening listening) {
        Settings.Checks all = settings.checks();
        Map<Check, Mode> modes = new EnumMap<>(Check.class);
        modes.put(Check.LISTS, all.lists());
        modes.put(Check.GREYLISTING, all.greylisting());
        modes.put(Check.RATES, all.rates());
        modes.put(Check.HELO, all.helo());
        modes.put(Check.REVERSE_DNS, all.reverseDns());
        modes.putAll(CheckModes.parse(listening.checks()).orElse(Map.of()));
        return new Entrance(name, modes);
    }
}
