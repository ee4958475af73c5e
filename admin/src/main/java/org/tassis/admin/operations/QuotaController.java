package org.tassis.admin.operations;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Times;

/// `/admin/quota`: which mailboxes fill up, and when they are full if they go on so.
@Controller
final class QuotaController {
    private static final List<Integer> PERCENTS = List.of(0, 50, 80, 95);
    private static final int MOST = 500;

    /// Beyond this nobody knows.
    private static final long FORESEEN = 3 * 365;

    private final Desk desk;
    private final UsageRecords usage;
    private final InstantSource clock;

    QuotaController(Desk desk, UsageRecords usage, InstantSource clock) {
        this.desk = desk;
        this.usage = usage;
        this.clock = clock;
    }

    /// @param monthly octets in 30 days, may be negative
    /// @param full    the day, in words; empty: not in sight
    /// @param days    until then; -1: not in sight
    /// @param known   days that growth is known of
    record Row(UsageRecords.Growing mailbox, long monthly, Optional<String> full, long days, long known) {
        public boolean isSoon() {
            return days >= 0 && days <= 30;
        }
    }

    @GetMapping("/admin/quota")
    String list(@RequestParam(defaultValue = "50") int percent, Visit visit, Locale language, Model model) {
        int least = PERCENTS.contains(percent) ? percent : 50;
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Row> rows = usage.growing(desk.server(visit).horizon(), least, today, MOST).stream()
                .map(one -> row(one, today, language))
                .sorted(Comparator.comparingLong((Row row) -> row.days() < 0 ? Long.MAX_VALUE : row.days()))
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("percent", least);
        model.addAttribute("percents", PERCENTS);
        model.addAttribute("soon", rows.stream().filter(Row::isSoon).count());
        return "admin/operations/quota";
    }

    private static Row row(UsageRecords.Growing one, LocalDate today, Locale language) {
        OptionalLong left = one.daysLeft(today);
        boolean seen = left.isPresent() && left.getAsLong() <= FORESEEN;
        return new Row(
                one,
                Math.round(one.daily(today) * 30),
                seen ? Optional.of(Times.date(today.plusDays(left.getAsLong()), language)) : Optional.empty(),
                seen ? left.getAsLong() : -1,
                today.toEpochDay() - one.since().toEpochDay());
    }
}
