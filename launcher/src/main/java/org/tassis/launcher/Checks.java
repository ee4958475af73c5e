package org.tassis.launcher;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tassis.core.DomainName;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistSettings;
import org.tassis.launcher.settings.CheckModes;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.policy.BrakeNotice;
import org.tassis.mailflow.policy.Guards;
import org.tassis.mailflow.policy.RateSettings;
import org.tassis.mailflow.spam.check.Asking;
import org.tassis.mailflow.spam.check.ClamAv;
import org.tassis.mailflow.spam.check.Rspamd;
import org.tassis.mailflow.spam.check.Scanner;
import org.tassis.mailflow.spam.check.SpamFilter;
import org.tassis.mailflow.spam.check.SpamSettings;

/// What is checked about mail, by the settings.
final class Checks {
    private Checks() {}

    /// Who sends is greylisted by this; shared with housekeeping.
    static Greylist greylist(Settings settings, Storage storage) {
        Settings.Greylisting given = settings.greylisting();
        GreylistSettings defaults = GreylistSettings.DEFAULT;
        return new Greylist(
                storage.greylistHistory(),
                new GreylistSettings(
                        given.delay(), given.retryWithin(), given.trust(), defaults.ipv4Bits(), defaults.ipv6Bits()),
                InstantSource.system(),
                storage.waitingRoom());
    }

    static List<Policy> policies(Settings settings, String hostname, Storage storage, BrakeNotice notice, Names names) {
        Settings.Rates rates = settings.rates();
        List<Policy> policies = new ArrayList<>(new Guards(
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
                        names.senders()::spfPasses,
                        Optional.of(names.dns()),
                        zones(settings.dnsLists().block()),
                        zones(settings.dnsLists().allow()),
                        InstantSource.system())
                .inOrder());
        policies.add(names.senders());
        Optional<Scanner> rspamd = program(settings.rspamd()).map(Rspamd::new);
        SpamFilter filter = new SpamFilter(
                new SpamSettings(settings.spam().junkAt(), settings.spam().refuseAt()),
                storage.spam(),
                storage.reputation(),
                storage.lists(),
                storage.correspondents(),
                settings.trusted(),
                rspamd);
        return new Asking(program(settings.clamav()).map(ClamAv::new), rspamd).around(policies, filter);
    }

    private static Optional<Scanner.ScannerSettings> program(Settings.Program given) {
        return given.address().isEmpty()
                ? Optional.empty()
                : Optional.of(new Scanner.ScannerSettings(given.address(), given.timeLimit(), given.whenDown()));
    }

    private static List<DomainName> zones(List<String> names) {
        return names.stream().flatMap(name -> DomainName.parse(name).stream()).toList();
    }

    static Entrance entrance(Settings settings, String name, Listening listening) {
        Settings.Checks all = settings.checks();
        Map<Check, Mode> modes = new EnumMap<>(Check.class);
        modes.put(Check.LISTS, all.lists());
        modes.put(Check.DNS_LISTS, all.dnsLists());
        modes.put(Check.GREYLISTING, all.greylisting());
        modes.put(Check.RATES, all.rates());
        modes.put(Check.HELO, all.helo());
        modes.put(Check.REVERSE_DNS, all.reverseDns());
        modes.put(Check.SENDER_AUTH, all.senderAuth());
        modes.put(Check.SPAM, all.spam());
        modes.put(Check.VIRUSES, all.viruses());
        if (listening.service() == Listening.Service.LMTP) {
            Stream.of(Check.values()).forEach(check -> modes.put(check, Mode.OFF)); // who brings it has checked it
        }
        modes.putAll(CheckModes.parse(listening.checks()).orElse(Map.of()));
        return new Entrance(name, modes);
    }
}
