package org.tassis.webmail.settings;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.Choices;
import org.tassis.web.Visitor;

/// `/webmail/settings/reading`: time zone, how dense lists are, and when mail leaves trash and junk by
/// itself.
@Controller
final class ReadingController {
    /// What is offered of days; another number that was chosen otherwise stays.
    private static final List<Integer> DAYS = List.of(7, 14, 30, 60, 90, 180, 365);

    private static final Pattern PLACE =
            Pattern.compile("(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+");

    private final ObjectProvider<ChoiceRecords> records;

    ReadingController(ObjectProvider<ChoiceRecords> records) {
        this.records = records;
    }

    /// A zone as it is offered.
    record Place(String id, String name) {}

    private ChoiceRecords records() {
        return Optional.ofNullable(records.getIfAvailable())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @GetMapping("/webmail/settings/reading")
    String show(Visitor visitor, @RequestParam Optional<String> saved, Model model) {
        Choices choices = records().of(visitor.account().id());
        String zone = choices.zone().map(ZoneId::getId).orElse("");
        model.addAttribute("saved", saved.isPresent());
        model.addAttribute("now", Instant.now());
        model.addAttribute("zone", zone);
        model.addAttribute("zones", zones(zone));
        model.addAttribute("dense", choices.compact());
        model.addAttribute("trash", choices.trash().orElse(0));
        model.addAttribute("junk", choices.junk().orElse(0));
        model.addAttribute("trashDays", days(choices.trash()));
        model.addAttribute("junkDays", days(choices.junk()));
        return "webmail/settings/reading";
    }

    @PostMapping("/webmail/settings/reading")
    String change(
            Visitor visitor,
            @RequestParam(defaultValue = "") String zone,
            @RequestParam(defaultValue = "false") boolean dense,
            @RequestParam(defaultValue = "0") int trash,
            @RequestParam(defaultValue = "0") int junk) {
        try {
            records()
                    .put(
                            visitor.account().id(),
                            new Choices(
                                    zone.isEmpty() || zone.length() > 60
                                            ? Optional.empty()
                                            : Optional.of(ZoneId.of(zone)),
                                    dense,
                                    trash == 0 ? Optional.empty() : Optional.of(trash),
                                    junk == 0 ? Optional.empty() : Optional.of(junk)));
        } catch (DateTimeException | IllegalArgumentException e) { // not from the lists of this page
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "no such choice", e);
        }
        return "redirect:/webmail/settings/reading?saved";
    }

    private static List<Integer> days(Optional<Integer> chosen) {
        return Stream.concat(DAYS.stream(), chosen.stream()).distinct().sorted().toList();
    }

    /// By continent; one that was chosen otherwise is there too.
    private static Map<String, List<Place>> zones(String chosen) {
        Map<String, List<Place>> zones = new LinkedHashMap<>();
        Instant now = Instant.now();
        Stream.concat(
                        ZoneId.getAvailableZoneIds().stream()
                                .filter(id -> PLACE.matcher(id).matches() || id.equals("UTC")),
                        Stream.of(chosen).filter(id -> !id.isEmpty()))
                .distinct()
                .sorted()
                .forEach(id -> {
                    int cut = id.indexOf('/');
                    String offset = ZoneId.of(id).getRules().getOffset(now).getId();
                    zones.computeIfAbsent(cut < 0 ? "UTC" : id.substring(0, cut), _ -> new ArrayList<>())
                            .add(new Place(
                                    id,
                                    id.substring(cut + 1).replace('_', ' ') + " (UTC"
                                            + (offset.equals("Z") ? "" : offset) + ")"));
                });
        return zones;
    }
}
