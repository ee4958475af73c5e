package org.tassis.mailflow.spam.check;

import java.util.Optional;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.message.MessageContent;

/// Refuses messages in which a virus was found, also those of this server's own users.
final class VirusCheck implements Policy {
    private final Scanner scanner;

    VirusCheck(Scanner scanner) {
        this.scanner = scanner;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.VIRUSES);
    }

    @Override
    public Verdict data(Reception reception, MessageContent content) {
        return switch (Asking.of(reception).result(scanner, reception, content)) {
            case Finding.Infected(String name) -> new Verdict.Refuse(new Refusal.Virus(name), name);
            case Finding.Down(String why) -> whenDown(scanner, why);
            case Finding.Clean _, Finding.Opinion _ -> Verdict.ACCEPT;
        };
    }

    static Verdict whenDown(Scanner scanner, String why) {
        return switch (scanner.settings().whenDown()) {
            case ACCEPT -> Verdict.ACCEPT;
            case DEFER -> new Verdict.Refuse(new Refusal.CheckDown(), scanner.name() + ": " + why);
        };
    }
}
